package kilonova.control.identity.embedded;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import kilonova.control.edge.CallerAddress;
import kilonova.control.edge.EdgeInterceptor;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.request.TestRequests;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.PasswordProof;
import kilonova.identity.v1.ProjectScope;
import kilonova.identity.v1.Token;
import kilonova.identity.v1.TokenServiceGrpc;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.testkit.database.TestDatabase;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A bootstrapped identity service behind its edge, and ways to call it as somebody. */
final class IdentityRoom implements AutoCloseable {
    static final FirstPasswords FIRST = new FirstPasswords("admin-secret", "demo-secret", "service-secret");
    static final Duration LIFE = Duration.ofHours(1);

    final HandClock clock = new HandClock();
    final AtomicBoolean imageAnswers = new AtomicBoolean(true);
    final EmbeddedIdentity identity;
    final Database database;
    private final Env env;
    private final DatabaseSettings place;
    private final IdentitySettings settings;
    private final Catalog catalog;
    private final Path directory;
    private final Server server;
    private final ManagedChannel channel;

    IdentityRoom(TestDatabase test) {
        var random = new Random(7);
        env = new Env(clock, random, Ids.timeOrdered(clock, random));
        place = new DatabaseSettings(test.url(), test.user(), test.password(), 2);
        database = Database.open(place, env);
        String name = "identity-" + System.nanoTime();
        try {
            directory = Files.createTempDirectory("kilonova-identity");
            settings = new IdentitySettings(directory.resolve("identity-keys.json"), LIFE, Duration.ofSeconds(5), 10);
            catalog = new Catalog(
                    "RegionOne",
                    List.of(
                            new Catalog.Service("identity", "keystone", "http://127.0.0.1:5000/v3", () -> true),
                            new Catalog.Service("image", "glance", "http://127.0.0.1:9292", imageAnswers::get)));
            identity = EmbeddedIdentity.open(
                    database, env, TestRequests.on(env), settings, Policy.of(PolicyBook.IDENTITY), catalog);
            identity.bootstrap(FIRST);
            var builder = InProcessServerBuilder.forName(name)
                    .directExecutor()
                    .intercept(new EdgeInterceptor(identity, env, Set.of(EmbeddedIdentity.OPEN_METHOD)));
            identity.services().forEach(builder::addService);
            server = builder.build().start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    <S extends AbstractStub<S>> S as(Token token, Function<Channel, S> stub) {
        var headers = new Metadata();
        headers.put(EdgeInterceptor.TOKEN, token.getValue());
        return stub.apply(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    Token issue(IssueTokenRequest.Builder request) {
        return TokenServiceGrpc.newBlockingStub(channel).issueToken(request.build());
    }

    /** As through the gateway, which saw the caller at this address. */
    Token issueFrom(String address, IssueTokenRequest.Builder request) {
        var headers = new Metadata();
        headers.put(CallerAddress.SEEN_BY_GATEWAY, address);
        return TokenServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .issueToken(request.build());
    }

    /** The database as another process has it. */
    Database elsewhere() {
        return Database.open(place, env);
    }

    /** The same identity service in another process, on its own view of the database. */
    EmbeddedIdentity on(Database other) {
        return EmbeddedIdentity.open(
                other, env, TestRequests.on(env), settings, Policy.of(PolicyBook.IDENTITY), catalog);
    }

    Token admin() {
        return issue(password("admin", "admin-secret").setProject(project("admin")));
    }

    Token member() {
        return issue(password("demo", "demo-secret").setProject(project("demo")));
    }

    static IssueTokenRequest.Builder password(String user, String password) {
        return IssueTokenRequest.newBuilder()
                .setPassword(PasswordProof.newBuilder()
                        .setUserName(user)
                        .setDomainName("Default")
                        .setPassword(password));
    }

    static ProjectScope project(String name) {
        return ProjectScope.newBuilder()
                .setProjectName(name)
                .setDomainId("default")
                .build();
    }

    static void assertRefused(Status.Code code, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> Assertions.assertThat(
                                refused.getStatus().getCode())
                        .isEqualTo(code));
    }

    @Override
    public void close() throws IOException {
        channel.shutdownNow();
        server.shutdownNow();
        database.close();
        Files.deleteIfExists(directory.resolve("identity-keys.json"));
        Files.deleteIfExists(directory.resolve("identity-keys.json.lock"));
        Files.delete(directory);
    }
}
