package kilonova.control.node;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
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

/** Wire in, wire out for compute nodes. */
public final class NodeApi extends NodeServiceGrpc.NodeServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(NodeApi.class);
    private static final int CHUNK = 1 << 20;
    /** Chunks that may wait in the stream before the next is read. */
    private static final int READY_PAUSE_MILLIS = 2;

    private final NodeSessions sessions;
    private final Images images;

    public NodeApi(NodeSessions sessions, Images images) {
        this.sessions = sessions;
        this.images = images;
    }

    @Override
    public StreamObserver<NodeMessage> connect(StreamObserver<ControlMessage> out) {
        return new StreamObserver<>() {
            private @Nullable NodeSession session;

            @Override
            public void onNext(NodeMessage message) {
                try {
                    if (session != null) {
                        sessions.received(session, message);
                    } else if (message.hasHello()) {
                        session = sessions.open(message.getHello(), out);
                    } else {
                        out.onError(Status.FAILED_PRECONDITION
                                .withDescription("the first message of a node is Hello")
                                .asRuntimeException());
                    }
                } catch (RuntimeException failed) {
                    LOG.warn("a node's message could not be taken: {}", failed.toString(), failed);
                    if (session != null) {
                        session.end(Unary.status(failed).getStatus());
                        sessions.closed(session);
                    } else {
                        out.onError(Unary.status(failed));
                    }
                }
            }

            @Override
            public void onError(Throwable lost) {
                if (session != null) {
                    sessions.closed(session);
                }
            }

            @Override
            public void onCompleted() {
                if (session != null) {
                    sessions.closed(session);
                }
                out.onCompleted();
            }
        };
    }

    @Override
    public void fetchImage(FetchImageRequest request, StreamObserver<FetchImageResponse> out) {
        var call = (ServerCallStreamObserver<FetchImageResponse>) out;
        call.setOnCancelHandler(() -> {});
        try (InputStream data = images.data(request.getImageId(), request.getOffset())) {
            byte[] chunk;
            while ((chunk = data.readNBytes(CHUNK)).length > 0) {
                while (!call.isReady() && !call.isCancelled()) {
                    Thread.sleep(READY_PAUSE_MILLIS);
                }
                if (call.isCancelled()) {
                    return;
                }
                call.onNext(FetchImageResponse.newBuilder()
                        .setData(UnsafeByteOperations.unsafeWrap(chunk))
                        .build());
            }
            call.onCompleted();
        } catch (RuntimeException failed) {
            call.onError(Unary.status(failed));
        } catch (IOException broken) {
            call.onError(Status.UNAVAILABLE
                    .withDescription("reading the image failed")
                    .asRuntimeException());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
