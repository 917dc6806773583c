package kilonova.control.identity.embedded;

import static kilonova.control.identity.embedded.IdentityRoom.assertRefused;
import static kilonova.control.identity.embedded.IdentityRoom.password;
import static kilonova.control.identity.embedded.IdentityRoom.project;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.FieldMask;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import kilonova.control.store.Database;
import kilonova.identity.v1.ChangePasswordRequest;
import kilonova.identity.v1.CreateUserRequest;
import kilonova.identity.v1.DeleteUserRequest;
import kilonova.identity.v1.GetUserRequest;
import kilonova.identity.v1.GrantRoleRequest;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.ListRolesRequest;
import kilonova.identity.v1.RevokeRoleRequest;
import kilonova.identity.v1.RevokeTokenRequest;
import kilonova.identity.v1.Role;
import kilonova.identity.v1.RoleServiceGrpc;
import kilonova.identity.v1.Token;
import kilonova.identity.v1.TokenServiceGrpc;
import kilonova.identity.v1.UpdateUserRequest;
import kilonova.identity.v1.User;
import kilonova.identity.v1.UserServiceGrpc;
import kilonova.identity.v1.ValidateTokenRequest;
import kilonova.kernel.ProblemException;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class TokensRoomTest {
    private final IdentityRoom room;
    private final DatabaseKind kind;

    TokensRoomTest(TestDatabase database) {
        this.kind = database.kind();
        this.room = database.open(IdentityRoom.class, IdentityRoom::new);
    }

    @Test
    void aMemberGetsATokenForTheProjectWithTheRolesThereAndThoseTheyImply() {
        Token token = room.member();
        assertThat(token.getProject().getName()).isEqualTo("demo");
        assertThat(token.getRolesList()).extracting(Role::getName).containsExactly("member", "reader");
        assertThat(token.getMethodsList()).containsExactly("password");
        assertThat(token.getExpireTime().getSeconds() - token.getCreateTime().getSeconds())
                .isEqualTo(3_600);
        assertThat(room.identity.authenticate(token.getValue()).roles()).containsExactly("member", "reader");
    }

    @Test
    void anAdministratorHasAllRolesOfTheLadder() {
        assertThat(room.admin().getRolesList())
                .extracting(Role::getName)
                .containsExactly("admin", "manager", "member", "reader");
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreRefusedAlike() {
        assertRefused(Code.UNAUTHENTICATED, () -> room.issue(password("demo", "wrong")));
        assertRefused(Code.UNAUTHENTICATED, () -> room.issue(password("nobody", "wrong")));
        assertRefused(Code.UNAUTHENTICATED, () -> room.issue(password("demo", "")));
    }

    @Test
    void aScopeInWhichTheUserHasNoRoleIsRefused() {
        assertRefused(
                Code.UNAUTHENTICATED,
                () -> room.issue(password("demo", "demo-secret").setProject(project("admin"))));
        assertRefused(
                Code.UNAUTHENTICATED,
                () -> room.issue(password("demo", "demo-secret").setProject(project("nowhere"))));
        assertRefused(
                Code.UNAUTHENTICATED,
                () -> room.issue(password("demo", "demo-secret").setSystem(true)));
    }

    @Test
    void withoutAScopeTheDefaultProjectIsTaken() {
        assertThat(room.issue(password("demo", "demo-secret")).getProject().getName())
                .isEqualTo("demo");
    }

    @Test
    void anUnscopedTokenProvesWhoItIsAndNothingElse() {
        Token token = room.issue(password("demo", "demo-secret").setUnscoped(true));
        assertThat(token.getScopeCase()).isEqualTo(Token.ScopeCase.SCOPE_NOT_SET);
        assertThat(token.getRolesList()).isEmpty();
        assertThat(room.identity.authenticate(token.getValue()).project()).isEmpty();
    }

    @Test
    void aTokenForTheSystemBelongsToNoProject() {
        Token token = room.issue(password("admin", "admin-secret").setSystem(true));
        assertThat(token.getSystem()).isTrue();
        var principal = room.identity.authenticate(token.getValue());
        assertThat(principal.systemScope()).isTrue();
        assertThat(principal.project()).isEmpty();
    }

    @Test
    void aTokenBuysAnotherScopeButNoMoreTime() {
        Token unscoped = room.issue(password("demo", "demo-secret").setUnscoped(true));
        room.clock.pass(Duration.ofMinutes(10));
        Token scoped = room.issue(
                IssueTokenRequest.newBuilder().setToken(unscoped.getValue()).setProject(project("demo")));
        assertThat(scoped.getMethodsList()).containsExactly("password", "token");
        assertThat(scoped.getExpireTime()).isEqualTo(unscoped.getExpireTime());
        assertThat(scoped.getAuditIdsList()).hasSize(2).endsWith(unscoped.getAuditIds(0));
    }

    @Test
    void aTokenExpires() {
        Token token = room.member();
        room.clock.pass(IdentityRoom.LIFE.minusSeconds(1));
        room.identity.authenticate(token.getValue());
        room.clock.pass(Duration.ofSeconds(1));
        assertEnded(token);
    }

    @Test
    void aRevokedTokenIsRefusedAtOnceAndOthersAreNot() {
        Token ended = room.member();
        Token other = room.member();
        room.identity.authenticate(ended.getValue());
        room.as(ended, TokenServiceGrpc::newBlockingStub)
                .revokeToken(RevokeTokenRequest.newBuilder()
                        .setToken(ended.getValue())
                        .build());
        assertEnded(ended);
        room.identity.authenticate(other.getValue());
    }

    @Test
    void whatIsRevokedAtOneReplicaAnotherForgetsWhenItReadsTheChangeLog() {
        assumeThat(kind).as("one process at a time").isNotEqualTo(DatabaseKind.SQLITE);
        try (Database other = room.elsewhere()) {
            EmbeddedIdentity there = room.on(other);
            Token ended = room.member();
            assertThat(there.authenticate(ended.getValue()).roles()).isNotEmpty();
            var unused = room.as(ended, TokenServiceGrpc::newBlockingStub)
                    .revokeToken(RevokeTokenRequest.newBuilder()
                            .setToken(ended.getValue())
                            .build());
            other.catchUp();
            // No time has gone by: what was remembered would still do.
            assertThatThrownBy(() -> there.authenticate(ended.getValue())).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void aMemberMayAskAboutTheirOwnTokenButNotAnothers() {
        Token mine = room.member();
        Token theirs = room.admin();
        var tokens = room.as(mine, TokenServiceGrpc::newBlockingStub);
        assertThat(tokens.validateToken(validate(mine)).getValue()).isEmpty();
        assertThat(tokens.validateToken(validate(mine)).getAuditIdsList()).isEqualTo(mine.getAuditIdsList());
        assertRefused(Code.PERMISSION_DENIED, () -> tokens.validateToken(validate(theirs)));
        assertRefused(
                Code.PERMISSION_DENIED,
                () -> tokens.revokeToken(RevokeTokenRequest.newBuilder()
                        .setToken(theirs.getValue())
                        .build()));
    }

    @Test
    void anAdministratorAsksInVainAboutATokenThatIsNone() {
        var tokens = room.as(room.admin(), TokenServiceGrpc::newBlockingStub);
        assertRefused(
                Code.NOT_FOUND,
                () -> tokens.validateToken(
                        ValidateTokenRequest.newBuilder().setToken("no-token").build()));
    }

    @Test
    void aTokenThatWasTamperedWithOrIsNoneIsRefused() {
        String text = room.member().getValue();
        String body = text.substring(text.indexOf('.') + 1, text.lastIndexOf('.'));
        String other = body.charAt(10) == 'A' ? "B" : "A";
        for (String bad : List.of(
                text.replace(body, body.substring(0, 10) + other + body.substring(11)),
                text.substring(0, text.lastIndexOf('.') + 1),
                "a.b.c",
                "x".repeat(10_000))) {
            assertEnded(Token.newBuilder().setValue(bad).build());
        }
    }

    @Test
    void tokensEndWithThePasswordOfTheirUser() {
        User user = anOperator("pat");
        Token before = room.issue(password("pat", "first").setUnscoped(true));
        room.identity.authenticate(before.getValue());
        room.clock.pass(Duration.ofSeconds(1));
        room.as(before, UserServiceGrpc::newBlockingStub)
                .changePassword(ChangePasswordRequest.newBuilder()
                        .setUserId(user.getId())
                        .setOriginalPassword("first")
                        .setPassword("second")
                        .build());
        assertEnded(before);
        assertRefused(Code.UNAUTHENTICATED, () -> room.issue(password("pat", "first")));
        room.identity.authenticate(
                room.issue(password("pat", "second").setUnscoped(true)).getValue());
    }

    @Test
    void tokensEndWhenTheirUserIsDisabledOrDeleted() {
        User user = anOperator("sam");
        Token token = room.issue(password("sam", "first").setUnscoped(true));
        room.identity.authenticate(token.getValue());
        var users = room.as(room.admin(), UserServiceGrpc::newBlockingStub);
        users.updateUser(UpdateUserRequest.newBuilder()
                .setUser(User.newBuilder().setId(user.getId()).setEnabled(false))
                .setUpdateMask(FieldMask.newBuilder().addPaths("enabled"))
                .build());
        assertEnded(token);
        assertRefused(Code.UNAUTHENTICATED, () -> room.issue(password("sam", "first")));
        users.deleteUser(DeleteUserRequest.newBuilder().setId(user.getId()).build());
        assertRefused(
                Code.NOT_FOUND,
                () -> users.getUser(
                        GetUserRequest.newBuilder().setId(user.getId()).build()));
    }

    @Test
    void aTokenIsWorthNothingOnceItsLastRoleIsTaken() {
        User user = anOperator("kim");
        var roles = room.as(room.admin(), RoleServiceGrpc::newBlockingStub);
        String reader = roles.listRoles(
                        ListRolesRequest.newBuilder().setName("reader").build())
                .getRoles(0)
                .getId();
        String demo = room.member().getProject().getId();
        roles.grantRole(GrantRoleRequest.newBuilder()
                .setUserId(user.getId())
                .setRoleId(reader)
                .setProjectId(demo)
                .build());
        Token token = room.issue(password("kim", "first").setProject(project("demo")));
        room.identity.authenticate(token.getValue());
        roles.revokeRole(RevokeRoleRequest.newBuilder()
                .setUserId(user.getId())
                .setRoleId(reader)
                .setProjectId(demo)
                .build());
        assertEnded(token);
    }

    @Test
    void afterTooManyFailuresEvenTheRightPasswordWaitsAMinute() {
        anOperator("max");
        for (int i = 0; i < LoginGate.MAX_FAILURES; i++) {
            assertRefused(Code.UNAUTHENTICATED, () -> room.issue(password("max", "wrong")));
        }
        assertRefused(Code.UNAUTHENTICATED, () -> room.issue(password("max", "first")));
        room.clock.pass(LoginGate.WINDOW);
        room.issue(password("max", "first").setUnscoped(true));
    }

    @Test
    void whoGuessesElsewhereDoesNotKeepTheUserOut() {
        anOperator("mia");
        for (int i = 0; i < 3 * LoginGate.MAX_FAILURES; i++) {
            assertRefused(Code.UNAUTHENTICATED, () -> room.issueFrom("192.0.2.1", password("mia", "wrong")));
        }
        assertRefused(Code.UNAUTHENTICATED, () -> room.issueFrom("192.0.2.1", password("mia", "first")));

        room.issueFrom("192.0.2.2", password("mia", "first").setUnscoped(true));
    }

    private User anOperator(String name) {
        return room.as(room.admin(), UserServiceGrpc::newBlockingStub)
                .createUser(CreateUserRequest.newBuilder()
                        .setUser(User.newBuilder().setName(name).setEnabled(true))
                        .setPassword("first")
                        .build());
    }

    private static ValidateTokenRequest validate(Token token) {
        return ValidateTokenRequest.newBuilder().setToken(token.getValue()).build();
    }

    private void assertEnded(Token token) {
        assertRefused(Code.UNAUTHENTICATED, () -> room.as(token, TokenServiceGrpc::newBlockingStub)
                .validateToken(validate(token)));
    }
}
