package kilonova.control.image.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;
import kilonova.control.edge.Unary;
import kilonova.image.v1.DownloadImageResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One download: sends a chunk whenever the reader has room for it, so the reader sets the pace. */
final class DownloadStream {
    private static final Logger LOG = LoggerFactory.getLogger(DownloadStream.class);
    private static final int CHUNK = 256 * 1024;

    private final InputStream bytes;
    private final ServerCallStreamObserver<DownloadImageResponse> out;
    private boolean ended;

    private DownloadStream(InputStream bytes, ServerCallStreamObserver<DownloadImageResponse> out) {
        this.bytes = bytes;
        this.out = out;
    }

    static void start(InputStream bytes, ServerCallStreamObserver<DownloadImageResponse> out) {
        var stream = new DownloadStream(bytes, out);
        out.setOnCancelHandler(stream::close);
        out.setOnReadyHandler(stream::send);
    }

    private synchronized void send() {
        try {
            while (!ended && out.isReady()) {
                byte[] chunk = new byte[CHUNK];
                int read = bytes.read(chunk);
                if (read < 0) {
                    close();
                    out.onCompleted();
                    return;
                }
                ByteString some = UnsafeByteOperations.unsafeWrap(chunk, 0, read);
                out.onNext(DownloadImageResponse.newBuilder().setChunk(some).build());
            }
        } catch (IOException failed) {
            close();
            out.onError(Unary.status(ImageTransfers.storage(failed).raise()));
        } catch (RuntimeException refused) {
            close();
            out.onError(Unary.status(refused));
        }
    }

    private synchronized void close() {
        ended = true;
        try {
            bytes.close();
        } catch (IOException failed) {
            LOG.warn("closing an image failed: {}", failed.getMessage());
        }
    }
}
