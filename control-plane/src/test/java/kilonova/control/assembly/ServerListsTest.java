package kilonova.control.assembly;

import static kilonova.control.store.tables.Tables.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.ListOperationsRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ListServersResponse;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.Phase;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerFilter;
import kilonova.compute.v1.ServerOrder;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Refusal;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ImageVisibility;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of servers on every database: filters, order, pages. */
@EveryDatabase
final class ServerListsTest {
    private static final List<String> NAMES = List.of("s0", "s1", "s2", "s3", "s4", "s5", "s6");

    private final WholeCloud cloud;
    private final String project = "p-" + WholeCloud.ENV.ids().next();
    private final ServerServiceBlockingStub admin;
    private final ServerServiceBlockingStub member;
    private final ServerServiceBlockingStub stranger;

    ServerListsTest(TestDatabase place) {
        cloud = WholeCloud.on(place);
        admin = ServerServiceGrpc.newBlockingStub(cloud.channel("admin", project));
        member = ServerServiceGrpc.newBlockingStub(cloud.channel("member,reader", project));
        stranger = ServerServiceGrpc.newBlockingStub(cloud.channel("member,reader", "elsewhere"));
    }

    /** Half of them have a host and were launched; each third has tags, metadata and a key of its own. */
    @BeforeEach
    void sevenServers() throws Exception {
        var image = ImageServiceGrpc.newBlockingStub(cloud.channel("admin", "operators"))
                .createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder()
                                .setName("tiny")
                                .setDiskFormat("raw")
                                .setContainerFormat("bare")
                                .setVisibility(ImageVisibility.IMAGE_VISIBILITY_PUBLIC))
                        .build());
        cloud.active(image.getId());
        for (String name : NAMES) {
            int number = name.charAt(1) - '0';
            var spec = ServerSpec.newBuilder()
                    .setName(name)
                    .setFlavorId("1")
                    .setImageId(image.getId())
                    .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE)
                    .setDescription("number " + number % 2)
                    .setConfigDrive(number == 3);
            if (number % 3 == 0) {
                spec.addTags("Red").addTags("n" + number).putMetadata("role", "a\"b");
            }
            String id = member.createServer(
                            CreateServerRequest.newBuilder().setServer(spec).build())
                    .getMetadata()
                    .unpack(OperationMetadata.class)
                    .getSubjectId();
            if (number % 2 == 0) {
                cloud.rests(id, number == 4 ? "STOPPED" : "ACTIVE");
            }
            if (number == 5) {
                cloud.database.write(tx -> tx.sql()
                        .update(SERVER)
                        .set(SERVER.LOCKED_BY, "admin")
                        .where(SERVER.ID.eq(id))
                        .execute());
            }
        }
    }

    private List<String> names(ServerServiceBlockingStub who, Consumer<ServerFilter.Builder> filter) {
        var request = ListServersRequest.newBuilder()
                .addOrderBy(ServerOrder.newBuilder().setKey("display_name"));
        filter.accept(request.getFilterBuilder());
        return names(who.listServers(request.build()));
    }

    private static List<String> names(ListServersResponse response) {
        return response.getServersList().stream().map(Server::getName).toList();
    }

    @Test
    void aStateThatNoServerIsInListsNone() {
        assertThat(names(admin, filter -> filter.addRestingStates(RestingState.RESTING_STATE_UNSPECIFIED)))
                .isEmpty();
        assertThat(names(admin, filter -> filter.addPhases(Phase.PHASE_UNSPECIFIED)))
                .isEmpty();
    }

    @Test
    void pagesLoseNoRowWhateverTheOrder() {
        for (String key : List.of(
                "launched_at",
                "terminated_at",
                "task_state",
                "host",
                "node",
                "locked",
                "vm_state",
                "display_description",
                "config_drive",
                "progress",
                "created_at",
                "availability_zone",
                "uuid")) {
            for (boolean descending : List.of(false, true)) {
                var order = ServerOrder.newBuilder().setKey(key).setDescending(descending);
                var request = ListServersRequest.newBuilder().addOrderBy(order);
                List<String> whole = names(admin.listServers(request.build()));
                var paged = new ArrayList<String>();
                ListServersResponse page;
                do {
                    page = admin.listServers(request.setPageSize(2).build());
                    paged.addAll(names(page));
                    request.setPageToken(page.getNextPageToken());
                } while (!page.getNextPageToken().isEmpty());
                assertThat(paged).as("%s, descending: %s", key, descending).isEqualTo(whole);
                assertThat(whole).containsExactlyInAnyOrderElementsOf(NAMES);
            }
        }
    }

    @Test
    void whatHasNoValueComesFirstUpwardsAndLastDownwards() {
        for (boolean descending : List.of(false, true)) {
            List<String> sorted = names(admin.listServers(ListServersRequest.newBuilder()
                    .addOrderBy(ServerOrder.newBuilder().setKey("launched_at").setDescending(descending))
                    .build()));
            List<String> unlaunched = descending ? sorted.subList(4, 7) : sorted.subList(0, 3);
            assertThat(unlaunched).containsExactlyInAnyOrder("s1", "s3", "s5");
        }
    }

    @Test
    void aForgedTokenIsRefused() {
        var who = new Principal(
                new UserId("u"), "u", "d", Optional.of(new ProjectId(project)), "p", "d", List.of(), false, List.of());
        for (String key : List.of("launched_at", "config_drive", "progress", "display_name")) {
            var order = ServerOrder.newBuilder().setKey(key);
            var request = ListServersRequest.newBuilder().addOrderBy(order);
            for (String place :
                    List.of("", "nonsense", "7", "{}", "null", "[]", "[1]", "[{},{}]", "[[1],\"a\"]", "[0.5,3]")) {
                request.setPageToken(Paging.token(place, request.build(), who));
                assertThat(Refusal.of(() -> member.listServers(request.build())).fact("field"))
                        .as(key + " " + place)
                        .isEqualTo("page_token");
            }
        }
        var operations = OperationServiceGrpc.newBlockingStub(cloud.channel("member,reader", project));
        var all = ListOperationsRequest.newBuilder();
        all.setPageToken(Paging.token("nonsense", all.build(), who));
        assertThat(Refusal.of(() -> operations.listOperations(all.build())).fact("field"))
                .isEqualTo("page_token");
    }

    @Test
    void aTokenIsGoodForItsOwnListOnly() {
        var request = ListServersRequest.newBuilder().setPageSize(2);
        String token = member.listServers(request.build()).getNextPageToken();
        request.setPageToken(token);

        assertThat(names(member.listServers(request.setPageSize(3).build()))).hasSize(3);

        var other = request.clone().setFilter(ServerFilter.newBuilder().setName("s"));
        assertThat(Refusal.of(() -> member.listServers(other.build())).fact("field"))
                .isEqualTo("page_token");
        var sorted = request.clone().addOrderBy(ServerOrder.newBuilder().setKey("uuid"));
        assertThat(Refusal.of(() -> member.listServers(sorted.build())).fact("field"))
                .isEqualTo("page_token");
        assertThat(Refusal.of(() -> stranger.listServers(request.build())).fact("field"))
                .isEqualTo("page_token");
        var noToken = request.clone().setPageToken("!");
        assertThat(Refusal.of(() -> member.listServers(noToken.build())).fact("field"))
                .isEqualTo("page_token");
    }

    @Test
    void aPageGoesOnAfterItsLastServerIsGone() {
        var request = ListServersRequest.newBuilder()
                .setPageSize(2)
                .addOrderBy(ServerOrder.newBuilder().setKey("display_name"));
        var first = member.listServers(request.build());
        String last = first.getServers(1).getId();
        cloud.database.write(
                tx -> tx.sql().deleteFrom(SERVER).where(SERVER.ID.eq(last)).execute());
        request.setPageToken(first.getNextPageToken());
        assertThat(names(member.listServers(request.build()))).containsExactly("s2", "s3");
    }

    @Test
    void tagsAreMatchedWhole() {
        assertThat(names(member, filter -> filter.addTags("Red"))).containsExactly("s0", "s3", "s6");
        assertThat(names(member, filter -> filter.addTags("red"))).isEmpty();
        assertThat(names(member, filter -> filter.addTags("Re"))).isEmpty();
        assertThat(names(member, filter -> filter.addTags("Red").addTags("n3"))).containsExactly("s3");
        assertThat(names(member, filter -> filter.addTagsAny("n0").addTagsAny("n3")))
                .containsExactly("s0", "s3");
        assertThat(names(member, filter -> filter.addNotTags("Red").addNotTags("n3")))
                .containsExactly("s0", "s1", "s2", "s4", "s5", "s6");
        assertThat(names(member, filter -> filter.addNotTagsAny("n0").addNotTagsAny("n3")))
                .containsExactly("s1", "s2", "s4", "s5", "s6");
    }

    @Test
    void listsAreNarrowedByWhatWasAsked() {
        assertThat(names(member, filter -> filter.setName("^s[0-2]$"))).containsExactly("s0", "s1", "s2");
        assertThat(names(member, filter -> filter.setHostname("s[56]"))).containsExactly("s5", "s6");
        assertThat(names(member, filter -> filter.setConfigDrive(true))).containsExactly("s3");
        assertThat(names(member, filter -> filter.setLocked(true))).containsExactly("s5");
        assertThat(names(member, filter -> filter.setProgress(0))).isEqualTo(NAMES);
        assertThat(names(member, filter -> filter.setProgress(100))).isEmpty();
        assertThat(names(member, filter -> filter.addStatuses("SHUTOFF"))).containsExactly("s4");
        assertThat(names(member, filter -> filter.putMetadata("role", "a\"b"))).containsExactly("s0", "s3", "s6");
        assertThat(names(member, filter -> filter.putMetadata("role", "a"))).isEmpty();
        assertThat(names(member, filter -> filter.setProjectId("elsewhere"))).isEqualTo(NAMES);
        assertThat(names(admin, filter -> filter.setHost("host-1"))).containsExactly("s0", "s2", "s4", "s6");
        assertThat(names(admin, filter -> filter.setDescription("1$"))).containsExactly("s1", "s3", "s5");
        assertThat(names(admin, filter -> filter.setAllProjects(true).setProjectId(project)))
                .isEqualTo(NAMES);
    }

    @Test
    void hypervisorsAreKnownByTheirOwnNames() {
        cloud.host("host-1", "hyper.one");

        assertThat(names(admin, filter -> filter.setHypervisorHostname("^hyper")))
                .containsExactly("s0", "s2", "s4", "s6");
        assertThat(names(admin, filter -> filter.setHypervisorHostname("^host")))
                .isEmpty();
    }

    @Test
    void expressionsThatEveryDatabaseReadsFindTheSame() {
        for (String expression : List.of(
                "^(?:s|t)[0-2]{1,2}$",
                "^s[^3-9]$",
                "^.[012]",
                "^s(0|1|2)$",
                "^\\w[0\\-12]$",
                "^s0??[0-2]",
                "(s0|s1|s2)")) {
            assertThat(names(member, filter -> filter.setName(expression)))
                    .as(expression)
                    .containsExactly("s0", "s1", "s2");
        }
        assertThat(names(member, filter -> filter.setName("^s\\d$"))).isEqualTo(NAMES);
        assertThat(names(member, filter -> filter.setName("^s\\D$"))).isEmpty();
    }

    @Test
    void otherExpressionsAreRefusedByField() {
        for (String expression : List.of("(", "a++", "\\Qa\\E", "(?<n>x)", "(?i)a", "(a)\\1", "[[:alpha:]]", "^*")) {
            assertThat(Refusal.of(() -> names(member, filter -> filter.setName(expression)))
                            .fact("field"))
                    .as(expression)
                    .isEqualTo("name");
            assertThat(Refusal.of(() -> names(member, filter -> filter.setIpv4(expression)))
                            .fact("field"))
                    .as(expression)
                    .isEqualTo("ip");
        }
    }

    @Test
    void aSearchThatTakesForeverIsTheCallersFault() {
        cloud.database.write(tx -> tx.sql()
                .update(SERVER)
                .set(SERVER.DESCRIPTION, "a".repeat(255))
                .where(SERVER.PROJECT_ID.eq(project))
                .execute());
        List<String> found;
        try {
            found = names(admin, filter -> filter.setDescription("(a|aa)*b"));
        } catch (StatusRuntimeException refused) {
            assertThat(Refusal.of(() -> {
                                throw refused;
                            })
                            .fact("field"))
                    .isEqualTo("description");
            return;
        }
        assertThat(found).isEmpty();
    }

    @Test
    void someFiltersAndKeysAreForAdministrators() {
        for (Consumer<ServerFilter.Builder> each : List.<Consumer<ServerFilter.Builder>>of(
                filter -> filter.setHost("host-1"),
                filter -> filter.setDeleted(true),
                filter -> filter.addIds("x"),
                filter -> filter.setAllProjects(true),
                filter -> filter.addStatuses("DELETED"))) {
            assertThat(Refusal.of(() -> names(member, each)).reason()).isEqualTo("Forbidden");
        }
        var byHost = ListServersRequest.newBuilder()
                .addOrderBy(ServerOrder.newBuilder().setKey("host"))
                .build();
        assertThat(Refusal.of(() -> member.listServers(byHost)).reason()).isEqualTo("Forbidden");
        var passedOver = ListServersRequest.newBuilder()
                .setPrivilegedFilter(ServerFilter.newBuilder().setHost("host-1").addUnknown("metadata"))
                .build();
        assertThat(member.listServers(passedOver).getServersCount()).isEqualTo(7);
        assertThat(Refusal.of(() -> admin.listServers(passedOver)).fact("rule")).contains("metadata");
        assertThat(Map.of("deleted", names(admin, filter -> filter.addStatuses("DELETED"))))
                .containsEntry("deleted", List.of());
    }
}
