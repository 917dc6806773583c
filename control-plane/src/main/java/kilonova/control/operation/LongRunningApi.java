package kilonova.control.operation;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Unary;

/** The same operations under the names of AIP-151, for clients that know nothing else. */
public final class LongRunningApi extends OperationsGrpc.OperationsImplBase {
    private final OperationApi api;

    public LongRunningApi(OperationApi api) {
        this.api = api;
    }

    @Override
    public void getOperation(GetOperationRequest request, StreamObserver<Operation> out) {
        Unary.reply(out, () -> api.get(request.getName()));
    }

    @Override
    public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> out) {
        Unary.reply(out, () -> api.await(request.getName(), request.getTimeout()));
    }

    @Override
    public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> out) {
        api.listOperations(
                kilonova.compute.v1.ListOperationsRequest.newBuilder()
                        .setPageSize(request.getPageSize())
                        .setPageToken(request.getPageToken())
                        .setOpenOnly(request.getFilter().equals("done=false"))
                        .build(),
                new Mapped<>(out, page -> ListOperationsResponse.newBuilder()
                        .addAllOperations(page.getOperationsList())
                        .setNextPageToken(page.getNextPageToken())
                        .build()));
    }

    @Override
    public void cancelOperation(CancelOperationRequest request, StreamObserver<Empty> out) {
        api.cancelOperation(
                kilonova.compute.v1.CancelOperationRequest.newBuilder()
                        .setId(request.getName())
                        .build(),
                new Mapped<>(out, operation -> Empty.getDefaultInstance()));
    }

    /** Hands on what another method answers, in other words. */
    private record Mapped<A, B>(StreamObserver<B> out, java.util.function.Function<A, B> words)
            implements StreamObserver<A> {
        @Override
        public void onNext(A answer) {
            out.onNext(words.apply(answer));
        }

        @Override
        public void onError(Throwable failure) {
            out.onError(failure);
        }

        @Override
        public void onCompleted() {
            out.onCompleted();
        }
    }
}
