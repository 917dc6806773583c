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
import java.util.function.Function;
import kilonova.control.edge.Unary;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;

/** The same operations under the names of AIP-151, for clients that know nothing else. */
public final class LongRunningApi extends OperationsGrpc.OperationsImplBase {
    private static final String COLLECTION = "operations";
    private static final String OPEN = "done=false";

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
        kilonova.compute.v1.ListOperationsRequest asked;
        try {
            asked = asked(request);
        } catch (ProblemException unknown) {
            out.onError(Unary.status(unknown));
            return;
        }
        api.listOperations(asked, new Mapped<>(out, page -> ListOperationsResponse.newBuilder()
                .addAllOperations(page.getOperationsList())
                .setNextPageToken(page.getNextPageToken())
                .build()));
    }

    /** Pure. The same list in our own words; what we have no words for is refused. */
    static kilonova.compute.v1.ListOperationsRequest asked(ListOperationsRequest request) {
        if (!request.getName().isEmpty() && !request.getName().equals(COLLECTION)) {
            throw new Problem.Invalid("name", "'" + request.getName() + "' (expected: nothing or '" + COLLECTION + "')")
                    .raise();
        }
        if (!request.getFilter().isEmpty() && !request.getFilter().equals(OPEN)) {
            throw new Problem.Invalid("filter", "'" + request.getFilter() + "' (expected: nothing or '" + OPEN + "')")
                    .raise();
        }
        return kilonova.compute.v1.ListOperationsRequest.newBuilder()
                .setPageSize(request.getPageSize())
                .setPageToken(request.getPageToken())
                .setOpenOnly(request.getFilter().equals(OPEN))
                .build();
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
    private record Mapped<A, B>(StreamObserver<B> out, Function<A, B> words) implements StreamObserver<A> {
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
