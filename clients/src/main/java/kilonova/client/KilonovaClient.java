package kilonova.client;

import com.google.longrunning.Operation;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.FlavorServiceGrpc;
import kilonova.compute.v1.FlavorServiceGrpc.FlavorServiceBlockingStub;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ListServersResponse;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.OperationServiceGrpc.OperationServiceBlockingStub;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.WaitOperationRequest;

/**
 * One user's connection to a control plane. Safe for many threads; every call blocks its thread, has a deadline, and
 * fails with {@link StatusRuntimeException}, whose details {@link Refusal} reads.
 */
public final class KilonovaClient implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(30);
    /** A wire that is cut says nothing: a call or a watch that hears nothing for so long asks whether anybody is there. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** The control plane answers a wait after at most 10 minutes; we ask again well before. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final ManagedChannel channel;
    private final CallCredentials credentials;
    private final ServerServiceBlockingStub servers;
    private final FlavorServiceBlockingStub flavors;
    private final OperationServiceBlockingStub operations;

    private KilonovaClient(ManagedChannel channel, CallCredentials credentials) {
        this.channel = channel;
        this.credentials = credentials;
        this.servers = ServerServiceGrpc.newBlockingStub(channel).withCallCredentials(credentials);
        this.flavors = FlavorServiceGrpc.newBlockingStub(channel).withCallCredentials(credentials);
        this.operations = OperationServiceGrpc.newBlockingStub(channel).withCallCredentials(credentials);
    }

    /**
     * Connects without encryption, as to a cloud on the own machine.
     *
     * @param target {@code HOST:PORT}, or any name that gRPC resolves
     */
    public static KilonovaClient connect(String target, TokenSource tokens) {
        return over(lively(NettyChannelBuilder.forTarget(target).usePlaintext()), tokens);
    }

    /**
     * Connects under TLS.
     *
     * @param target {@code HOST:PORT}; the server's certificate must be for that host
     */
    public static KilonovaClient connect(String target, Trust trust, TokenSource tokens) {
        var credentials = TlsChannelCredentials.newBuilder()
                .trustManager(trust.managers())
                .build();
        return over(lively(NettyChannelBuilder.forTarget(target, credentials)), tokens);
    }

    private static ManagedChannel lively(NettyChannelBuilder channel) {
        return channel.keepAliveTime(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    /**
     * Connects as the variables of an {@code openrc} file say: under TLS when the identity service is.
     *
     * @param target {@code HOST:PORT}
     */
    public static KilonovaClient connect(String target, Map<String, String> environment) {
        var tokens = PasswordLogin.of(environment);
        return environment.getOrDefault("OS_AUTH_URL", "").startsWith("https:")
                ? connect(target, Trust.of(environment), tokens)
                : connect(target, tokens);
    }

    /** Uses a channel the caller made, and closes it in the end. */
    public static KilonovaClient over(ManagedChannel channel, TokenSource tokens) {
        return new KilonovaClient(channel, new BearerToken(tokens));
    }

    /** For calls that need no token. */
    public Channel channel() {
        return channel;
    }

    /** For calls that this class does not spell out: {@code client.with(HostServiceGrpc::newBlockingStub)}. */
    public <S extends AbstractStub<S>> S with(Function<Channel, S> stub) {
        return stub.apply(channel).withCallCredentials(credentials).withDeadlineAfter(CALL);
    }

    public FlavorServiceBlockingStub flavors() {
        return flavors.withDeadlineAfter(CALL);
    }

    public ServerServiceBlockingStub servers() {
        return servers.withDeadlineAfter(CALL);
    }

    /** Begins to make a server. The same {@code requestId} again gives the same operation, never a second server. */
    public Operation createServer(ServerSpec spec, UUID requestId) {
        return servers()
                .createServer(CreateServerRequest.newBuilder()
                        .setServer(spec)
                        .setRequestId(requestId.toString())
                        .build());
    }

    public Operation deleteServer(String id, UUID requestId) {
        return servers()
                .deleteServer(DeleteServerRequest.newBuilder()
                        .setId(id)
                        .setRequestId(requestId.toString())
                        .build());
    }

    public Server server(String id) {
        return servers().getServer(GetServerRequest.newBuilder().setId(id).build());
    }

    /** Hands every server of the project to {@code each}, page by page; a page is asked for when the last one is used up. */
    public void eachServer(int pageSize, Consumer<Server> each) {
        String page = "";
        do {
            ListServersResponse response = servers()
                    .listServers(ListServersRequest.newBuilder()
                            .setPageSize(pageSize)
                            .setPageToken(page)
                            .build());
            response.getServersList().forEach(each);
            page = response.getNextPageToken();
        } while (!page.isEmpty());
    }

    /** Waits for the end of an operation. Returns it done, or as it is when {@code atMost} is over. */
    public Operation await(Operation operation, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        Operation seen = operation;
        while (!seen.getDone()) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                return seen;
            }
            Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
            seen = operations
                    .withDeadlineAfter(wait.plus(CALL))
                    .waitOperation(WaitOperationRequest.newBuilder()
                            .setId(Operations.id(seen))
                            .setTimeout(com.google.protobuf.Duration.newBuilder()
                                    .setSeconds(wait.toSeconds())
                                    .setNanos(wait.toNanosPart()))
                            .build());
        }
        return seen;
    }

    /** Watches the project's servers: a snapshot first when {@code revision} is 0, else what came after it. */
    public ServerWatch watchServers(long revision) {
        return ServerWatch.open(servers, revision);
    }

    @Override
    public void close() {
        channel.shutdown();
        try {
            if (!channel.awaitTermination(5, TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
