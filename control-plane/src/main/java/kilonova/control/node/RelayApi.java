package kilonova.control.node;

import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Unary;
import kilonova.node.v1.AskRequest;
import kilonova.node.v1.AskResponse;
import kilonova.node.v1.RelayServiceGrpc;

/** Wire in, wire out for other replicas; behind a {@link kilonova.control.replica.ReplicaDoor}. */
public final class RelayApi extends RelayServiceGrpc.RelayServiceImplBase {
    private final NodeQuestions questions;

    public RelayApi(NodeQuestions questions) {
        this.questions = questions;
    }

    @Override
    public void ask(AskRequest request, StreamObserver<AskResponse> out) {
        Unary.reply(out, () -> AskResponse.newBuilder()
                .setAnswer(questions.askHere(request.getQuestion()))
                .build());
    }
}
