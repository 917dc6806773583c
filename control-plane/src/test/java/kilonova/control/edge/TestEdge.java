package kilonova.control.edge;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Public services behind the real edge, in process. A token reads {@code project:role,role}. */
public final class TestEdge implements AutoCloseable {
    private final Server server;
    private final ManagedChannel channel;
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private TestEdge(List<BindableService> services, Env env) {
        String name = "test-" + env.ids().next();
        var builder = InProcessServerBuilder.forName(name).executor(threads);
        var edge = new EdgeInterceptor(this::authenticate, env, Set.of());
        services.forEach(service -> builder.addService(ServerInterceptors.intercept(service, edge)));
        try {
            server = builder.build().start();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        channel = InProcessChannelBuilder.forName(name).build();
    }

    public static TestEdge serving(List<BindableService> services, Env env) {
        return new TestEdge(services, env);
    }

    /** A stub whose caller has this role in this project. */
    public <S extends AbstractStub<S>> S as(String role, String project, Function<Channel, S> stub) {
        var headers = new Metadata();
        headers.put(EdgeInterceptor.AUTHORIZATION, "Bearer " + project + ":" + role);
        return stub.apply(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** For callers without stubs: whoever calls here has this role in this project. */
    public Channel channel(String role, String project) {
        return channel(project + ":" + role);
    }

    /** Whoever calls here shows this token. */
    public Channel channel(String token) {
        var headers = new Metadata();
        headers.put(EdgeInterceptor.AUTHORIZATION, "Bearer " + token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** The token of {@link #as} is good for nothing from here on. */
    public void revoke(String role, String project) {
        revoked.add(project + ":" + role);
    }

    /** The principal whom {@link #as} calls as. */
    public static Principal principal(String role, String project) {
        return new Principal(
                new UserId("user-of-" + project),
                "ada",
                "default",
                Optional.of(new ProjectId(project)),
                project,
                "default",
                List.of(role.split(",", -1)),
                false,
                List.of());
    }

    private Principal authenticate(String token) {
        if (revoked.contains(token)) {
            throw new Problem.Unauthenticated("the token was revoked").raise();
        }
        String[] parts = token.split(":", 2);
        if (parts.length != 2) {
            throw new Problem.Unauthenticated("no such token").raise();
        }
        return principal(parts[1], parts[0]);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        threads.shutdownNow();
    }
}
