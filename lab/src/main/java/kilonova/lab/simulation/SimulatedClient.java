package kilonova.lab.simulation;

import com.google.longrunning.Operation;
import com.google.rpc.ErrorInfo;
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
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceStub;
import kilonova.kernel.ProblemStatus;

/** A tenant that does all that can be done to servers, and asks again, with the same request id, until it is answered. */
final class SimulatedClient {
    private static final Duration RETRY = Duration.ofMillis(700);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final double ASKS_TWICE = 0.2;
    /** The lots of {@link #act}. */
    private static final int LOTS = 24;

    private final Timeline timeline;
    private final History history;
    private final String project;
    private final ServerServiceStub servers;
    private final SimulatedOrders orders;
    private final SimulatedChanges changes;
    private final List<String> mine = new ArrayList<>();
    private boolean retired;
    private int unanswered;
    private CreateServerRequest lastCreate = CreateServerRequest.getDefaultInstance();
    private String lastOperation = "";

    SimulatedClient(Timeline timeline, History history, Channel channel, String project) {
        this.timeline = timeline;
        this.history = history;
        this.project = project;
        Channel calling = Tenant.calling(channel, project);
        this.servers = ServerServiceGrpc.newStub(calling);
        this.orders = new SimulatedOrders(timeline, calling, project);
        this.changes = new SimulatedChanges(this, calling);
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
                case 11, 12, 13 -> changes.stop(server);
                case 14, 15 -> changes.start(server);
                case 16, 17 -> changes.reboot(server);
                case 18 -> changes.update(server);
                case 19 -> changes.metadata(server);
                case 20 -> changes.tag(server);
                case 21 -> changes.cancel(lastOperation);
                case 22 -> changes.retry(lastOperation);
                default -> createOther();
            }
        }
        timeline.after(timeline.between(Duration.ofMillis(1), LONGEST_PAUSE), () -> act(times - 1));
    }

    /** Does one thing, to the oldest of its servers. */
    void make(Move move) {
        String server = mine.isEmpty() ? "" : mine.getFirst();
        switch (move) {
            case CREATE -> create(orders.plain(newId()));
            case BATCH -> batch();
            case STOP -> changes.stop(server);
            case START -> changes.start(server);
            case REBOOT -> changes.reboot(server);
            case UPDATE -> changes.update(server);
            case METADATA -> changes.metadata(server);
            case TAG -> changes.tag(server);
            case CANCEL -> changes.cancel(lastOperation);
            case RETRY -> changes.retry(lastOperation);
            case DELETE -> delete(server);
        }
    }

    /** Starts nothing new; what waits for an answer goes on asking. */
    void retire() {
        retired = true;
    }

    /** Whether all that it asked was answered. */
    boolean answered() {
        return unanswered == 0;
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
        String name = request.getServer().getName();
        history.claims().asked(name, 1, timeline.nowMicros());
        ask(
                (StreamObserver<Operation> out) -> servers.createServer(request, out),
                () -> askCreate(request, body),
                operation -> {
                    history.claims().answered(name, timeline.nowMicros());
                    made("create", request.getRequestId(), body, List.of(operation));
                },
                refusedByQuota());
    }

    private void batch() {
        BatchCreateServersRequest request = orders.batch(newId());
        history.tell("batch of " + request.getMaxCount() + " asked, request " + request.getRequestId());
        perhapsTwice(() -> askBatch(request));
    }

    private void askBatch(BatchCreateServersRequest request) {
        String name = request.getServer().getName();
        history.claims().asked(name, request.getMaxCount(), timeline.nowMicros());
        ask(
                (StreamObserver<BatchCreateServersResponse> out) -> servers.batchCreateServers(request, out),
                () -> askBatch(request),
                response -> {
                    history.claims().answered(name, timeline.nowMicros());
                    made("batch", request.getRequestId(), 0, response.getOperationsList());
                },
                refusedByQuota());
    }

    /** A refusal tells how much is held: that must have been so while it was asked. */
    private Consumer<Throwable> refusedByQuota() {
        long from = timeline.nowMicros();
        return failure -> ProblemStatus.info(failure)
                .filter(info -> info.getReason().equals("QuotaExceeded"))
                .map(ErrorInfo::getMetadataMap)
                .filter(facts -> facts.getOrDefault("resource", "").equals("instances"))
                .ifPresent(facts -> history.claims()
                        .refused(
                                project,
                                from,
                                timeline.nowMicros(),
                                Long.parseLong(facts.getOrDefault("requested", "0")),
                                Long.parseLong(facts.getOrDefault("used", "0"))));
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
        history.claims().deleteAsked(request.getId(), timeline.nowMicros());
        ask(
                (StreamObserver<Operation> out) -> servers.deleteServer(request, out),
                () -> askDelete(request),
                operation -> {
                    history.deleted(request.getId(), OperationWords.id(operation));
                    acknowledged("delete", request.getRequestId(), 0, List.of(operation));
                },
                _ -> {});
    }

    void perhapsTwice(Runnable ask) {
        ask.run();
        if (timeline.random().nextDouble() < ASKS_TWICE) {
            timeline.after(timeline.between(Duration.ZERO, Duration.ofSeconds(1)), ask);
        }
    }

    private void made(String what, String requestId, int body, List<Operation> operations) {
        acknowledged(what, requestId, body, operations);
        operations.stream()
                .map(OperationWords::subject)
                .filter(server -> !mine.contains(server))
                .forEach(mine::add);
    }

    void acknowledged(String what, String requestId, int body, List<Operation> operations) {
        List<String> ids = operations.stream().map(OperationWords::id).toList();
        lastOperation = ids.getLast();
        List<String> of = operations.stream().map(OperationWords::subject).toList();
        history.acknowledged(what, requestId, new History.Acknowledged(body, ids, of));
    }

    /**
     * Asks once, and again while it is not known what came of it.
     *
     * @param refused hears of an answer that stays as it is
     */
    <A> void ask(Consumer<StreamObserver<A>> call, Runnable again, Consumer<A> well, Consumer<Throwable> refused) {
        history.request();
        unanswered++;
        call.accept(new StreamObserver<>() {
            @Override
            public void onNext(A answer) {
                well.accept(answer);
            }

            @Override
            public void onError(Throwable failure) {
                Status status = Status.fromThrowable(failure);
                switch (status.getCode()) {
                    case UNAVAILABLE, INTERNAL, UNKNOWN, CANCELLED, DEADLINE_EXCEEDED, ABORTED ->
                        timeline.after(RETRY, () -> {
                            unanswered--;
                            again.run();
                        });
                    // By state, by quota, by the server being gone.
                    default -> {
                        unanswered--;
                        history.tell("refused: " + status.getCode() + ", " + status.getDescription());
                        refused.accept(failure);
                    }
                }
            }

            @Override
            public void onCompleted() {
                unanswered--;
            }
        });
    }

    long nowMillis() {
        return timeline.elapsed().toMillis();
    }

    boolean chance() {
        return timeline.random().nextBoolean();
    }

    String newId() {
        return new UUID(0x4000L, timeline.random().nextLong() >>> 2 | Long.MIN_VALUE).toString();
    }
}
