package kilonova.control.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.identity.v1.GetUserRequest;
import kilonova.identity.v1.ListUsersRequest;
import kilonova.identity.v1.ListUsersResponse;
import kilonova.identity.v1.User;
import kilonova.identity.v1.UserServiceGrpc;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EdgeInterceptorTest {
    private static final String TRACE = "req-01234567-89ab-cdef-0123-456789abcdef";

    private final List<Call> calls = new ArrayList<>();
    private final Server server;
    private final ManagedChannel channel;

    EdgeInterceptorTest() throws IOException {
        String name = "edge-" + System.nanoTime();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .intercept(new EdgeInterceptor(
                        EdgeInterceptorTest::authenticate,
                        Env.real(),
                        Set.of(UserServiceGrpc.getListUsersMethod().getFullMethodName())))
                .addService(new UserServiceGrpc.UserServiceImplBase() {
                    @Override
                    public void getUser(GetUserRequest request, StreamObserver<User> out) {
                        Unary.reply(out, () -> {
                            calls.add(Call.current());
                            return User.getDefaultInstance();
                        });
                    }

                    @Override
                    public void listUsers(ListUsersRequest request, StreamObserver<ListUsersResponse> out) {
                        Unary.reply(out, ListUsersResponse::getDefaultInstance);
                    }
                })
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void aCallWithoutATokenIsRefused() {
        assertRefused(Status.Code.UNAUTHENTICATED, () -> users(new Metadata()).getUser(request("x")));
        assertThat(calls).isEmpty();
    }

    @Test
    void anOpenMethodNeedsNoTokenAndItsNeighboursDo() {
        var users = users(new Metadata());
        assertThat(users.listUsers(ListUsersRequest.getDefaultInstance())).isNotNull();
        assertRefused(Status.Code.UNAUTHENTICATED, () -> users.getUser(request("x")));
    }

    @Test
    void bothSpellingsOfTheTokenAreRead() {
        users(headers(EdgeInterceptor.AUTHORIZATION, "bearer ada")).getUser(request("x"));
        users(headers(EdgeInterceptor.TOKEN, "ada")).getUser(request("x"));
        assertThat(calls).extracting(call -> call.principal().userName()).containsExactly("ada", "ada");
    }

    @Test
    void aServiceTokenAddsTheRolesOfTheService() {
        var headers = headers(EdgeInterceptor.TOKEN, "ada");
        headers.put(EdgeInterceptor.SERVICE_TOKEN, "nova");
        users(headers).getUser(request("x"));
        assertThat(calls.getFirst().principal().userName()).isEqualTo("ada");
        assertThat(calls.getFirst().principal().serviceRoles()).containsExactly("role-of-nova");
    }

    @Test
    void aServiceTokenThatIsNoneRefusesTheCall() {
        var headers = headers(EdgeInterceptor.TOKEN, "ada");
        headers.put(EdgeInterceptor.SERVICE_TOKEN, "bad");
        assertRefused(Status.Code.UNAUTHENTICATED, () -> users(headers).getUser(request("x")));
    }

    @Test
    void aTokenForAnotherProjectThanTheNamedOneRefusesTheCall() {
        var headers = headers(EdgeInterceptor.TOKEN, "ada");
        headers.put(EdgeInterceptor.URL_PROJECT, "p2");
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> users(headers).getUser(request("x")));
        assertThat(calls).isEmpty();

        var own = headers(EdgeInterceptor.TOKEN, "ada");
        own.put(EdgeInterceptor.URL_PROJECT, "p1");
        users(own).getUser(request("x"));
        assertThat(calls).hasSize(1);
    }

    @Test
    void aRequestThatBreaksARuleDoesNotReachItsHandler() {
        assertThatThrownBy(() -> users(headers(EdgeInterceptor.TOKEN, "ada")).getUser(request("")))
                .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
                    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                    assertThat(ProblemStatus.info(refused).orElseThrow().getMetadataOrThrow("field"))
                            .isEqualTo("id");
                });
        assertThat(calls).isEmpty();
    }

    @Test
    void theTraceIdIsKeptWhenItLooksLikeOne() {
        var headers = headers(EdgeInterceptor.TOKEN, "ada");
        headers.put(EdgeInterceptor.TRACE, TRACE);
        users(headers).getUser(request("x"));
        var forged = headers(EdgeInterceptor.TOKEN, "ada");
        forged.put(EdgeInterceptor.TRACE, "req-1 forged line");
        users(forged).getUser(request("x"));
        assertThat(calls.get(0).traceId()).isEqualTo(TRACE);
        assertThat(calls.get(1).traceId()).startsWith("req-").doesNotContain("forged");
    }

    @Test
    void theTraceIdComesBack() {
        var headers = headers(EdgeInterceptor.TOKEN, "ada");
        headers.put(EdgeInterceptor.TRACE, TRACE);
        assertThatThrownBy(() -> users(headers).getUser(request("")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class, refused -> assertThat(Optional.ofNullable(refused.getTrailers())
                                        .map(trailers -> trailers.get(EdgeInterceptor.TRACE)))
                                .contains(TRACE));
    }

    private UserServiceGrpc.UserServiceBlockingStub users(Metadata headers) {
        return UserServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static Metadata headers(Metadata.Key<String> key, String value) {
        var headers = new Metadata();
        headers.put(key, value);
        return headers;
    }

    private static GetUserRequest request(String id) {
        return GetUserRequest.newBuilder().setId(id).build();
    }

    private static void assertRefused(Status.Code code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, refused -> assertThat(
                        refused.getStatus().getCode())
                .isEqualTo(code));
    }

    private static Principal authenticate(String token) {
        if (token.equals("bad")) {
            throw new Problem.Unauthenticated("unknown token").raise();
        }
        return new Principal(
                new UserId("id-of-" + token),
                token,
                "default",
                Optional.of(new ProjectId("p1")),
                "demo",
                "default",
                List.of("role-of-" + token),
                false,
                List.of());
    }
}
