package kilonova.control.node;

import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Unary;
import kilonova.node.v1.AskRequest;
import kilonova.node.v1.AskResponse;
import kilonova.node.v1.RelayServiceGrpc;
import kilonova.node.v1.TellLastHeardRequest;
import kilonova.node.v1.TellLastHeardResponse;

/** Wire in, wire out for other replicas; behind a {@link kilonova.control.replica.ReplicaDoor}. */
public final class RelayApi extends RelayServiceGrpc.RelayServiceImplBase {
    private final NodeQuestions questions;
    private final LastHeard heard;

    public RelayApi(NodeQuestions questions, LastHeard heard) {
        this.questions = questions;
        this.heard = heard;
    }

    @Override
    public void tellLastHeard(TellLastHeardRequest request, StreamObserver<TellLastHeardResponse> out) {
        Unary.reply(out, () -> TellLastHeardResponse.newBuilder()
                .putAllMicrosByHostId(heard.here(request.getHostIdsList()))
                .build());
    }

    @Override
    public void ask(AskRequest request, StreamObserver<AskResponse> out) {
        Unary.reply(out, () -> AskResponse.newBuilder()
                .setAnswer(questions.askHere(request.getQuestion()))
                .build());
    }
}
