package kilonova.control.node;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Unary;
import kilonova.control.image.Images;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.FetchImageRequest;
import kilonova.node.v1.FetchImageResponse;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wire in, wire out for compute nodes; behind a {@link NodeDoor}, which says who calls. */
public final class NodeApi extends NodeServiceGrpc.NodeServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(NodeApi.class);

    private final NodeSessions sessions;
    private final Images images;

    public NodeApi(NodeSessions sessions, Images images) {
        this.sessions = sessions;
        this.images = images;
    }

    @Override
    public StreamObserver<NodeMessage> connect(StreamObserver<ControlMessage> out) {
        var stream = new Stream(NodeDoor.peer(), (ServerCallStreamObserver<ControlMessage>) out);
        stream.out.setOnReadyHandler(stream::ready);
        return stream;
    }

    @Override
    public void fetchImage(FetchImageRequest request, StreamObserver<FetchImageResponse> out) {
        try {
            sessions.claims().requireImage(NodeDoor.peer(), request.getImageId());
            sessions.downloads()
                    .begin(
                            images.data(request.getImageId(), request.getOffset()),
                            (ServerCallStreamObserver<FetchImageResponse>) out);
        } catch (RuntimeException failed) {
            out.onError(Unary.status(failed));
        }
    }

    /** One stream of a node, from its first message on. gRPC calls it with one thing at a time. */
    private final class Stream implements StreamObserver<NodeMessage> {
        private final NodePeer peer;
        private final ServerCallStreamObserver<ControlMessage> out;
        private @Nullable NodeSession session;
        private boolean refused;

        Stream(NodePeer peer, ServerCallStreamObserver<ControlMessage> out) {
            this.peer = peer;
            this.out = out;
        }

        void ready() {
            if (session != null) {
                session.pumpSoon();
            }
        }

        @Override
        public void onNext(NodeMessage message) {
            if (refused) {
                return;
            }
            try {
                if (session != null) {
                    sessions.received(session, message);
                } else if (message.hasHello()) {
                    session = sessions.open(peer, message, out);
                } else {
                    refuse(Status.FAILED_PRECONDITION.withDescription("the first message of a node is Hello"));
                }
            } catch (RuntimeException failed) {
                Status why = Unary.status(failed).getStatus();
                if (why.getCode() != Status.Code.PERMISSION_DENIED && why.getCode() != Status.Code.ABORTED) {
                    LOG.warn("a message of {} could not be taken: {}", peer.words(), failed.toString(), failed);
                }
                if (session != null) {
                    session.end(why);
                    sessions.closed(session);
                } else {
                    refuse(why);
                }
            }
        }

        private void refuse(Status why) {
            refused = true;
            out.onError(why.asRuntimeException());
        }

        @Override
        public void onError(Throwable lost) {
            if (session != null) {
                sessions.closed(session);
            }
        }

        @Override
        public void onCompleted() {
            if (session == null) {
                if (!refused) {
                    out.onCompleted();
                }
                return;
            }
            boolean over = session.ended();
            sessions.closed(session);
            if (!over) {
                out.onCompleted();
            }
        }
    }
}
