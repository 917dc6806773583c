package kilonova.control.identity.embedded;

import static kilonova.control.identity.embedded.IdentityRoom.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import kilonova.control.store.RowCounts;
import kilonova.identity.v1.CatalogEntry;
import kilonova.identity.v1.CatalogServiceGrpc;
import kilonova.identity.v1.CreateProjectRequest;
import kilonova.identity.v1.CreateUserRequest;
import kilonova.identity.v1.DeleteProjectRequest;
import kilonova.identity.v1.DomainServiceGrpc;
import kilonova.identity.v1.GetUserRequest;
import kilonova.identity.v1.GrantRoleRequest;
import kilonova.identity.v1.ListCatalogEntriesRequest;
import kilonova.identity.v1.ListDomainsRequest;
import kilonova.identity.v1.ListProjectsRequest;
import kilonova.identity.v1.ListProjectsResponse;
import kilonova.identity.v1.ListRoleAssignmentsRequest;
import kilonova.identity.v1.ListRoleAssignmentsResponse;
import kilonova.identity.v1.ListRolesRequest;
import kilonova.identity.v1.ListUsersRequest;
import kilonova.identity.v1.Project;
import kilonova.identity.v1.ProjectServiceGrpc;
import kilonova.identity.v1.RevokeRoleRequest;
import kilonova.identity.v1.Role;
import kilonova.identity.v1.RoleAssignment;
import kilonova.identity.v1.RoleServiceGrpc;
import kilonova.identity.v1.UpdateProjectRequest;
import kilonova.identity.v1.User;
import kilonova.identity.v1.UserServiceGrpc;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class DirectoryRoomTest {
    private final IdentityRoom room;
    private final ProjectServiceGrpc.ProjectServiceBlockingStub projects;
    private final UserServiceGrpc.UserServiceBlockingStub users;
    private final RoleServiceGrpc.RoleServiceBlockingStub roles;

    DirectoryRoomTest(TestDatabase database) {
        this.room = database.open(IdentityRoom.class, IdentityRoom::new);
        var admin = room.admin();
        this.projects = room.as(admin, ProjectServiceGrpc::newBlockingStub);
        this.users = room.as(admin, UserServiceGrpc::newBlockingStub);
        this.roles = room.as(admin, RoleServiceGrpc::newBlockingStub);
    }

    @Test
    void bootstrapAgainChangesNothing() {
        var before = roles.listRoleAssignments(ListRoleAssignmentsRequest.getDefaultInstance());
        room.identity.bootstrap(new FirstPasswords("other", "other", "other"));
        assertThat(roles.listRoleAssignments(ListRoleAssignmentsRequest.getDefaultInstance()))
                .isEqualTo(before);
        assertThat(room.member().getUser().getName()).isEqualTo("demo");
    }

    @Test
    void theRolesOfNovaAreThere() {
        assertThat(roles.listRoles(ListRolesRequest.getDefaultInstance()).getRolesList())
                .extracting(Role::getName)
                .containsExactlyInAnyOrder("admin", "manager", "member", "reader", "service");
    }

    @Test
    void aProjectIsMadeFoundByNameChangedAndDeleted() {
        Project made = create("apollo");
        assertThat(made.getDomainName()).isEqualTo("Default");
        assertThat(named("apollo")).containsExactly(made);
        Project changed = projects.updateProject(UpdateProjectRequest.newBuilder()
                .setProject(made.toBuilder().setDescription("to the moon").setName("ignored"))
                .setUpdateMask(FieldMask.newBuilder().addPaths("description"))
                .build());
        assertThat(changed.getName()).isEqualTo("apollo");
        assertThat(changed.getDescription()).isEqualTo("to the moon");
        assertRefused(
                Code.ABORTED,
                () -> projects.updateProject(UpdateProjectRequest.newBuilder()
                        .setProject(made)
                        .setUpdateMask(FieldMask.newBuilder().addPaths("description"))
                        .build()));
        projects.deleteProject(
                DeleteProjectRequest.newBuilder().setId(made.getId()).build());
        assertThat(named("apollo")).isEmpty();
        assertRefused(
                Code.NOT_FOUND,
                () -> projects.deleteProject(
                        DeleteProjectRequest.newBuilder().setId(made.getId()).build()));
    }

    @Test
    void aNameIsTakenOncePerDomain() {
        create("twice");
        assertRefused(Code.ALREADY_EXISTS, () -> create("twice"));
        assertRefused(
                Code.ALREADY_EXISTS,
                () -> users.createUser(CreateUserRequest.newBuilder()
                        .setUser(User.newBuilder().setName("demo"))
                        .build()));
    }

    @Test
    void whatIsRefusedLeavesNoRow() {
        var before = RowCounts.of(room.database);
        var member = room.as(room.member(), UserServiceGrpc::newBlockingStub);
        assertRefused(
                Code.PERMISSION_DENIED,
                () -> member.createUser(CreateUserRequest.newBuilder()
                        .setUser(User.newBuilder().setName("eve"))
                        .build()));
        assertRefused(
                Code.INVALID_ARGUMENT,
                () -> users.createUser(CreateUserRequest.newBuilder()
                        .setUser(User.newBuilder().setName("eve").setDomainId("nowhere"))
                        .build()));
        assertRefused(Code.ALREADY_EXISTS, () -> create("demo"));
        assertRefused(
                Code.NOT_FOUND,
                () -> roles.grantRole(GrantRoleRequest.newBuilder()
                        .setUserId("nobody")
                        .setRoleId("nothing")
                        .setSystem(true)
                        .build()));
        assertRefused(Code.UNAUTHENTICATED, () -> room.issue(IdentityRoom.password("demo", "wrong")));
        assertThat(RowCounts.of(room.database)).isEqualTo(before);
    }

    @Test
    void namesHaveTheirLimits() {
        assertRefused(Code.INVALID_ARGUMENT, () -> create(" "));
        assertRefused(Code.INVALID_ARGUMENT, () -> create("x".repeat(65)));
        assertRefused(
                Code.INVALID_ARGUMENT,
                () -> users.createUser(CreateUserRequest.newBuilder()
                        .setUser(User.newBuilder().setName("x".repeat(256)))
                        .build()));
    }

    @Test
    void aListComesInPages() {
        for (int i = 0; i < 5; i++) {
            create("paged-" + i);
        }
        var seen = new ArrayList<String>();
        ListProjectsResponse page;
        String token = "";
        do {
            page = projects.listProjects(ListProjectsRequest.newBuilder()
                    .setPageSize(2)
                    .setPageToken(token)
                    .build());
            assertThat(page.getProjectsCount()).isBetween(1, 2);
            page.getProjectsList().forEach(project -> seen.add(project.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(seen).doesNotHaveDuplicates().contains("admin", "demo", "paged-0", "paged-4");
    }

    @Test
    void assignmentsComeInPagesAndWithNames() {
        var seen = new ArrayList<RoleAssignment>();
        ListRoleAssignmentsResponse page;
        String token = "";
        do {
            page = roles.listRoleAssignments(ListRoleAssignmentsRequest.newBuilder()
                    .setPageSize(1)
                    .setPageToken(token)
                    .build());
            seen.addAll(page.getAssignmentsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(seen)
                .doesNotHaveDuplicates()
                .anySatisfy(each -> {
                    assertThat(each.getUserName()).isEqualTo("demo");
                    assertThat(each.getRoleName()).isEqualTo("member");
                    assertThat(each.getProject().getName()).isEqualTo("demo");
                })
                .anySatisfy(each -> assertThat(each.getSystem()).isTrue());
    }

    @Test
    void whatRolesImplyIsListedOnceWhenAskedFor() {
        String admin = room.admin().getUser().getId();
        String project = room.admin().getProject().getId();
        var ask = ListRoleAssignmentsRequest.newBuilder()
                .setUserId(admin)
                .setProjectId(project)
                .setEffective(true);
        assertThat(roles.listRoleAssignments(ask.build()).getAssignmentsList())
                .extracting(RoleAssignment::getRoleName)
                .containsExactlyInAnyOrder("admin", "manager", "member", "reader");
        Role member = role("member");
        var grant = GrantRoleRequest.newBuilder()
                .setUserId(admin)
                .setRoleId(member.getId())
                .setProjectId(project);
        roles.grantRole(grant.build());
        assertThat(roles.listRoleAssignments(ask.build()).getAssignmentsList())
                .extracting(RoleAssignment::getRoleName)
                .containsExactlyInAnyOrder("admin", "manager", "member", "reader");
        roles.revokeRole(RevokeRoleRequest.newBuilder()
                .setUserId(admin)
                .setRoleId(member.getId())
                .setProjectId(project)
                .build());
        assertThat(roles.listRoleAssignments(
                                ask.setRoleId(role("reader").getId()).build())
                        .getAssignmentsList())
                .extracting(RoleAssignment::getRoleName)
                .containsExactly("reader");
    }

    private Role role(String name) {
        return roles.listRoles(ListRolesRequest.newBuilder().setName(name).build())
                .getRoles(0);
    }

    @Test
    void grantingTwiceIsGrantingOnceAndTheUnknownIsNotFound() {
        String demo = room.member().getUser().getId();
        String reader = roles.listRoles(
                        ListRolesRequest.newBuilder().setName("reader").build())
                .getRoles(0)
                .getId();
        Project project = create("granted");
        var grant = GrantRoleRequest.newBuilder()
                .setUserId(demo)
                .setRoleId(reader)
                .setProjectId(project.getId())
                .build();
        roles.grantRole(grant);
        roles.grantRole(grant);
        assertThat(roles.listRoleAssignments(ListRoleAssignmentsRequest.newBuilder()
                                .setProjectId(project.getId())
                                .build())
                        .getAssignmentsList())
                .hasSize(1);
        assertRefused(
                Code.NOT_FOUND,
                () -> roles.grantRole(grant.toBuilder().setUserId("nobody").build()));
        assertRefused(
                Code.NOT_FOUND,
                () -> roles.grantRole(grant.toBuilder().setProjectId("nowhere").build()));
        projects.deleteProject(
                DeleteProjectRequest.newBuilder().setId(project.getId()).build());
        assertThat(roles.listRoleAssignments(ListRoleAssignmentsRequest.newBuilder()
                                .setProjectId(project.getId())
                                .build())
                        .getAssignmentsList())
                .isEmpty();
    }

    @Test
    void aMemberSeesThemselvesAndTheirProjectsAndNobodyElse() {
        var member = room.member();
        String self = member.getUser().getId();
        var asMember = room.as(member, UserServiceGrpc::newBlockingStub);
        assertThat(asMember.getUser(GetUserRequest.newBuilder().setId(self).build())
                        .getName())
                .isEqualTo("demo");
        assertRefused(Code.PERMISSION_DENIED, () -> asMember.listUsers(ListUsersRequest.getDefaultInstance()));
        assertRefused(
                Code.PERMISSION_DENIED,
                () -> asMember.getUser(GetUserRequest.newBuilder()
                        .setId(room.admin().getUser().getId())
                        .build()));
        var theirs = room.as(member, ProjectServiceGrpc::newBlockingStub)
                .listProjects(ListProjectsRequest.newBuilder().setUserId(self).build());
        assertThat(theirs.getProjectsList()).extracting(Project::getName).contains("demo");
        assertRefused(Code.PERMISSION_DENIED, () -> room.as(member, ProjectServiceGrpc::newBlockingStub)
                .createProject(CreateProjectRequest.newBuilder()
                        .setProject(Project.newBuilder().setName("mine"))
                        .build()));
    }

    @Test
    void thereIsOneDomain() {
        assertThat(room.as(room.admin(), DomainServiceGrpc::newBlockingStub)
                        .listDomains(ListDomainsRequest.getDefaultInstance())
                        .getDomainsList())
                .singleElement()
                .satisfies(domain -> assertThat(domain.getId()).isEqualTo("default"));
    }

    @Test
    void theCatalogHasTheServicesThatAnswer() {
        assertThat(catalog()).extracting(CatalogEntry::getType).containsExactly("identity", "image");
        room.imageAnswers.set(false);
        assertThat(catalog()).extracting(CatalogEntry::getType).containsExactly("identity");
        room.imageAnswers.set(true);
    }

    private List<CatalogEntry> catalog() {
        return room.as(room.member(), CatalogServiceGrpc::newBlockingStub)
                .listCatalogEntries(ListCatalogEntriesRequest.getDefaultInstance())
                .getEntriesList();
    }

    private Project create(String name) {
        return projects.createProject(CreateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setName(name).setEnabled(true))
                .build());
    }

    private List<Project> named(String name) {
        return projects.listProjects(
                        ListProjectsRequest.newBuilder().setName(name).build())
                .getProjectsList();
    }
}
