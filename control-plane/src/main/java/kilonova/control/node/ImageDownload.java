package kilonova.control.node;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import kilonova.control.edge.Unary;
import kilonova.node.v1.FetchImageResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One image on its way to a node. A chunk is read only when the stream takes it: at most one is held beyond those there. */
final class ImageDownload {
    private static final Logger LOG = LoggerFactory.getLogger(ImageDownload.class);
    static final int CHUNK = 1 << 20;

    private final InputStream data;
    private final ServerCallStreamObserver<FetchImageResponse> out;
    private final LongSupplier nowMicros;
    private volatile long movedAtMicros;
    private volatile boolean over;

    ImageDownload(InputStream data, ServerCallStreamObserver<FetchImageResponse> out, LongSupplier nowMicros) {
        this.data = data;
        this.out = out;
        this.nowMicros = nowMicros;
        this.movedAtMicros = nowMicros.getAsLong();
    }

    /** Sends what the stream takes just now. */
    synchronized void goOn() {
        try {
            while (!over && out.isReady()) {
                byte[] chunk = data.readNBytes(CHUNK);
                movedAtMicros = nowMicros.getAsLong();
                if (chunk.length == 0) {
                    close();
                    out.onCompleted();
                    return;
                }
                out.onNext(FetchImageResponse.newBuilder()
                        .setData(UnsafeByteOperations.unsafeWrap(chunk))
                        .build());
            }
        } catch (IOException broken) {
            LOG.warn("an image could not be read: {}", broken.toString());
            end(Status.UNAVAILABLE.withDescription("reading the image failed"));
        } catch (RuntimeException failed) {
            end(Unary.status(failed).getStatus());
        }
    }

    boolean over() {
        return over;
    }

    /** Whether its reader took nothing since then. */
    boolean stalledSince(long micros) {
        return !over && movedAtMicros < micros;
    }

    synchronized void end(Status why) {
        if (!over) {
            close();
            try {
                out.onError(why.asRuntimeException());
            } catch (IllegalStateException gone) {
                LOG.debug("the reader of an image was gone already");
            }
        }
    }

    /** Nobody reads any more. */
    synchronized void close() {
        if (!over) {
            over = true;
            try {
                data.close();
            } catch (IOException harmless) {
                LOG.debug("an image's file could not be closed: {}", harmless.toString());
            }
        }
    }
}
