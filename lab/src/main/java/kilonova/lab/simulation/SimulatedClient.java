package kilonova.lab.simulation;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.BatchCreateServersResponse;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.RebootKind;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceStub;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;
import kilonova.compute.v1.UpdateServerRequest;

/** A tenant that does all that can be done to servers, and asks again, with the same request id, until it is answered. */
final class SimulatedClient {
    private static final Duration RETRY = Duration.ofMillis(700);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final double ASKS_TWICE = 0.2;
    /** The lots of {@link #act}. */
    private static final int LOTS = 20;

    private final Timeline timeline;
    private final History history;
    private final ServerServiceStub servers;
    private final SimulatedOrders orders;
    private final List<String> mine = new ArrayList<>();
    private boolean retired;
    private CreateServerRequest lastCreate = CreateServerRequest.getDefaultInstance();

    SimulatedClient(Timeline timeline, History history, Channel channel, String project) {
        this.timeline = timeline;
        this.history = history;
        Channel calling = Tenant.calling(channel, project);
        this.servers = ServerServiceGrpc.newStub(calling);
        this.orders = new SimulatedOrders(timeline, calling, project);
    }

    /** Does so many things, one after another, with pauses between them. */
    void act(int times) {
        if (times <= 0 || retired) {
            return;
        }
        int lot = timeline.random().nextInt(LOTS);
        if (mine.isEmpty() || lot < 7) {
            create(orders.create(newId()));
        } else {
            String server = mine.get(timeline.random().nextInt(mine.size()));
            switch (lot) {
                case 7 -> batch();
                case 8, 9, 10 -> delete(server);
                case 11, 12, 13 -> stop(server);
                case 14, 15 -> start(server);
                case 16, 17 -> reboot(server);
                case 18 -> update(server);
                default -> createOther();
            }
        }
        timeline.after(timeline.between(Duration.ofMillis(1), LONGEST_PAUSE), () -> act(times - 1));
    }

    /** Starts nothing new; what waits for an answer goes on asking. */
    void retire() {
        retired = true;
    }

    private void create(CreateServerRequest request) {
        lastCreate = request;
        history.tell("create " + request.getServer().getName() + " asked, request " + request.getRequestId());
        perhapsTwice(() -> askCreate(request, 0));
    }

    /** Another body under a request id that is taken. */
    private void createOther() {
        if (lastCreate.getRequestId().isEmpty()) {
            return;
        }
        CreateServerRequest other = orders.anotherUnder(lastCreate);
        history.tell("create " + other.getServer().getName() + " asked, request " + other.getRequestId() + " again");
        askCreate(other, 1);
    }

    private void askCreate(CreateServerRequest request, int body) {
        history.request();
        servers.createServer(
                request,
                answer(
                        () -> askCreate(request, body),
                        (Operation operation) -> acknowledged("create", request.getRequestId(), body, operation)));
    }

    private void batch() {
        BatchCreateServersRequest request = orders.batch(newId());
        history.tell("batch of " + request.getMaxCount() + " asked, request " + request.getRequestId());
        perhapsTwice(() -> askBatch(request));
    }

    private void askBatch(BatchCreateServersRequest request) {
        history.request();
        servers.batchCreateServers(
                request,
                answer(
                        () -> askBatch(request),
                        (BatchCreateServersResponse response) ->
                                acknowledged("batch", request.getRequestId(), 0, response.getOperationsList())));
    }

    private void delete(String server) {
        mine.remove(server);
        var request = DeleteServerRequest.newBuilder()
                .setId(server)
                .setRequestId(timeline.random().nextBoolean() ? newId() : "")
                .build();
        perhapsTwice(() -> askDelete(request));
    }

    private void askDelete(DeleteServerRequest request) {
        history.request();
        servers.deleteServer(request, answer(() -> askDelete(request), (Operation operation) -> {
            history.deleted(request.getId(), id(operation));
            acknowledged("delete", request.getRequestId(), 0, operation);
        }));
    }

    private void stop(String server) {
        var request = StopServerRequest.newBuilder()
                .setId(server)
                .setRequestId(newId())
                .build();
        perhapsTwice(() -> askStop(request));
    }

    private void askStop(StopServerRequest request) {
        history.request();
        servers.stopServer(
                request,
                answer(
                        () -> askStop(request),
                        (Operation operation) -> acknowledged("stop", request.getRequestId(), 0, operation)));
    }

    private void start(String server) {
        var request = StartServerRequest.newBuilder()
                .setId(server)
                .setRequestId(newId())
                .build();
        perhapsTwice(() -> askStart(request));
    }

    private void askStart(StartServerRequest request) {
        history.request();
        servers.startServer(
                request,
                answer(
                        () -> askStart(request),
                        (Operation operation) -> acknowledged("start", request.getRequestId(), 0, operation)));
    }

    private void reboot(String server) {
        var request = RebootServerRequest.newBuilder()
                .setId(server)
                .setKind(timeline.random().nextBoolean() ? RebootKind.REBOOT_KIND_HARD : RebootKind.REBOOT_KIND_SOFT)
                .setRequestId(newId())
                .build();
        perhapsTwice(() -> askReboot(request));
    }

    private void askReboot(RebootServerRequest request) {
        history.request();
        servers.rebootServer(
                request,
                answer(
                        () -> askReboot(request),
                        (Operation operation) -> acknowledged("reboot", request.getRequestId(), 0, operation)));
    }

    private void update(String server) {
        var request = UpdateServerRequest.newBuilder()
                .setServer(Server.newBuilder()
                        .setId(server)
                        .setDescription("at " + timeline.elapsed().toMillis()))
                .build();
        history.request();
        // Nothing is kept of it: it is there so that servers change under the feet of others.
        servers.updateServer(request, answer(() -> {}, (Server updated) -> {}));
    }

    private void perhapsTwice(Runnable ask) {
        ask.run();
        if (timeline.random().nextDouble() < ASKS_TWICE) {
            timeline.after(timeline.between(Duration.ZERO, Duration.ofSeconds(1)), ask);
        }
    }

    private void acknowledged(String what, String requestId, int body, Operation operation) {
        acknowledged(what, requestId, body, List.of(operation));
    }

    private void acknowledged(String what, String requestId, int body, List<Operation> operations) {
        List<String> of = operations.stream().map(SimulatedClient::serverOf).toList();
        history.acknowledged(
                what,
                requestId,
                new History.Acknowledged(
                        body, operations.stream().map(SimulatedClient::id).toList(), of));
        if (what.equals("create") || what.equals("batch")) {
            of.stream().filter(server -> !mine.contains(server)).forEach(mine::add);
        }
    }

    private <A> StreamObserver<A> answer(Runnable again, Consumer<A> well) {
        return new StreamObserver<>() {
            @Override
            public void onNext(A answer) {
                well.accept(answer);
            }

            @Override
            public void onError(Throwable failure) {
                Status status = Status.fromThrowable(failure);
                switch (status.getCode()) {
                    case UNAVAILABLE, INTERNAL, UNKNOWN, CANCELLED, DEADLINE_EXCEEDED, ABORTED ->
                        timeline.after(RETRY, again);
                    // By state, by quota, by the server being gone.
                    default -> history.tell("refused: " + status.getCode() + ", " + status.getDescription());
                }
            }

            @Override
            public void onCompleted() {}
        };
    }

    private String newId() {
        return new UUID(0x4000L, timeline.random().nextLong() >>> 2 | Long.MIN_VALUE).toString();
    }

    /** As rows have it. */
    private static String id(Operation operation) {
        String name = operation.getName();
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static String serverOf(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class).getSubjectId();
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
