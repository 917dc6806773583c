package kilonova.lab.torture;

import com.google.longrunning.Operation;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import kilonova.client.KilonovaClient;
import kilonova.client.Operations;
import kilonova.client.Refusal;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.NetworkRequest;
import kilonova.compute.v1.Phase;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;

/** A client that speaks gRPC. */
final class GrpcCaller implements Caller {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final KilonovaClient client;
    private final Order order;

    /** @param client taken over, and closed with this */
    GrpcCaller(KilonovaClient client, Order order) {
        this.client = client;
        this.order = order;
    }

    @Override
    public String face() {
        return "gRPC";
    }

    @Override
    public Answer create(String requestId, String name) {
        var spec = ServerSpec.newBuilder()
                .setName(name)
                .setImageId(order.image())
                .setFlavorId(order.flavor())
                .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_LISTED)
                .addNetworks(NetworkRequest.newBuilder().setNetworkId(order.network()));
        return told(() -> servers()
                .createServer(CreateServerRequest.newBuilder()
                        .setServer(spec)
                        .setRequestId(requestId)
                        .build()));
    }

    @Override
    public Answer ask(Verb verb, String requestId, String server) {
        return told(() -> switch (verb) {
            case STOP ->
                servers()
                        .stopServer(StopServerRequest.newBuilder()
                                .setId(server)
                                .setRequestId(requestId)
                                .build());
            case START ->
                servers()
                        .startServer(StartServerRequest.newBuilder()
                                .setId(server)
                                .setRequestId(requestId)
                                .build());
            case DELETE ->
                servers()
                        .deleteServer(DeleteServerRequest.newBuilder()
                                .setId(server)
                                .setRequestId(requestId)
                                .build());
            case CREATE -> throw new IllegalArgumentException("a create names no server");
        });
    }

    @Override
    public Sight look(String server) {
        try {
            return sight(servers()
                    .getServer(GetServerRequest.newBuilder().setId(server).build()));
        } catch (StatusRuntimeException failed) {
            return failed.getStatus().getCode() == Status.Code.NOT_FOUND ? Sight.GONE : Sight.UNSEEN;
        }
    }

    private static Sight sight(Server server) {
        if (server.getPhase() != Phase.PHASE_UNSPECIFIED
                || server.getRestingState() == RestingState.RESTING_STATE_BUILDING) {
            return Sight.BUSY;
        }
        return switch (server.getRestingState()) {
            case RESTING_STATE_ACTIVE -> Sight.ACTIVE;
            case RESTING_STATE_STOPPED -> Sight.STOPPED;
            case RESTING_STATE_DELETED -> Sight.GONE;
            default -> Sight.ERROR;
        };
    }

    private ServerServiceBlockingStub servers() {
        return client.servers().withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Answer told(Supplier<Operation> call) {
        try {
            Operation operation = call.get();
            return new Answer.Accepted(Operations.metadata(operation).getSubjectId(), Operations.id(operation));
        } catch (StatusRuntimeException failed) {
            return told(failed);
        }
    }

    static Answer told(StatusRuntimeException failed) {
        String why = failed.getStatus().getCode() + "/" + Refusal.of(failed).reason();
        return switch (failed.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, INTERNAL, ABORTED -> new Answer.Unknown(why);
            case OK,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    DATA_LOSS,
                    UNAUTHENTICATED -> new Answer.Refused(why);
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
