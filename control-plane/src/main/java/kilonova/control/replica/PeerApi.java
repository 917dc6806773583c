package kilonova.control.replica;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import kilonova.replica.v1.PeerServiceGrpc;
import kilonova.replica.v1.WatchLogRequest;
import kilonova.replica.v1.WatchLogResponse;

/** Wire in, wire out for other replicas; behind a {@link ReplicaDoor}. */
public final class PeerApi extends PeerServiceGrpc.PeerServiceImplBase {
    private final LogNews news;

    public PeerApi(LogNews news) {
        this.news = news;
    }

    @Override
    public void watchLog(WatchLogRequest request, StreamObserver<WatchLogResponse> out) {
        news.tell(request.getReplicaId(), (ServerCallStreamObserver<WatchLogResponse>) out);
    }

    /** Ends every stream: this process stops. */
    public void close() {
        news.close();
    }
}
