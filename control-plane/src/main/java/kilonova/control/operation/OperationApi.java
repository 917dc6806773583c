package kilonova.control.operation;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.grpc.stub.StreamObserver;
import kilonova.compute.v1.CancelOperationRequest;
import kilonova.compute.v1.GetOperationRequest;
import kilonova.compute.v1.ListOperationsRequest;
import kilonova.compute.v1.ListOperationsResponse;
import kilonova.compute.v1.OperationEvent;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.RetryOperationRequest;
import kilonova.compute.v1.WaitOperationRequest;
import kilonova.compute.v1.WatchOperationsRequest;
import kilonova.compute.v1.WatchOperationsResponse;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Requests;

/** Wire in, wire out for operations. */
public final class OperationApi extends OperationServiceGrpc.OperationServiceImplBase {
    private static final java.time.Duration USUAL_WAIT = java.time.Duration.ofMinutes(1);
    private static final java.time.Duration MAX_WAIT = java.time.Duration.ofMinutes(10);

    private final OperationDesk desk;
    private final Requests requests;

    public OperationApi(OperationDesk desk, Requests requests) {
        this.desk = desk;
        this.requests = requests;
    }

    @Override
    public void getOperation(GetOperationRequest request, StreamObserver<com.google.longrunning.Operation> out) {
        Unary.reply(out, () -> get(request.getId()));
    }

    com.google.longrunning.Operation get(String id) {
        return message(desk.get(who(), OperationId.parse(id)));
    }

    @Override
    public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> out) {
        Unary.reply(out, () -> {
            OperationDesk.Page page = desk.list(who(), request);
            var response = ListOperationsResponse.newBuilder();
            page.operations().forEach(operation -> response.addOperations(message(operation)));
            page.more().ifPresent(response::setNextPageToken);
            return response.build();
        });
    }

    @Override
    public void waitOperation(WaitOperationRequest request, StreamObserver<com.google.longrunning.Operation> out) {
        Unary.reply(out, () -> await(request.getId(), request.getTimeout()));
    }

    com.google.longrunning.Operation await(String id, Duration timeout) {
        return message(desk.await(who(), OperationId.parse(id), patience(timeout)));
    }

    private static java.time.Duration patience(Duration asked) {
        if (Durations.isPositive(asked)) {
            var patience = java.time.Duration.ofNanos(Durations.toNanos(asked));
            return patience.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : patience;
        }
        return USUAL_WAIT;
    }

    @Override
    public void cancelOperation(CancelOperationRequest request, StreamObserver<com.google.longrunning.Operation> out) {
        Unary.reply(out, () -> {
            Principal who = who();
            return desk.cancel(
                    who,
                    request.getId(),
                    requests.once(
                            who,
                            request,
                            com.google.longrunning.Operation.getDefaultInstance(),
                            OperationApi::message));
        });
    }

    @Override
    public void retryOperation(RetryOperationRequest request, StreamObserver<com.google.longrunning.Operation> out) {
        Unary.reply(out, () -> {
            Principal who = who();
            return desk.retry(
                    who,
                    request.getId(),
                    requests.once(
                            who,
                            request,
                            com.google.longrunning.Operation.getDefaultInstance(),
                            OperationApi::message));
        });
    }

    @Override
    public void watchOperations(WatchOperationsRequest request, StreamObserver<WatchOperationsResponse> out) {
        Call call = Call.current();
        Principal who = call.principal();
        Unary.stream(
                out,
                () -> desk.watch(
                        out,
                        call,
                        request.getAllProjects(),
                        request.getRevision(),
                        news -> {
                            var response = WatchOperationsResponse.newBuilder();
                            news.forEach(told -> response.addEvents(OperationEvent.newBuilder()
                                    .setOperation(message(told.seen()))
                                    .setRevision(told.revision())));
                            return response.build();
                        },
                        (bookmark, complete) -> WatchOperationsResponse.newBuilder()
                                .setBookmark(bookmark)
                                .setSnapshotComplete(complete)
                                .build()));
    }

    private static Principal who() {
        return Call.current().principal();
    }

    private static com.google.longrunning.Operation message(OperationDesk.Seen seen) {
        return OperationProto.operation(seen.operation(), seen.server(), seen.sight(), seen.outlook());
    }
}
