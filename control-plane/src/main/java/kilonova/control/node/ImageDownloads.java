package kilonova.control.node;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.node.v1.FetchImageResponse;

/** The images that are on their way to nodes. A reader that takes nothing for a while loses its download. */
final class ImageDownloads {
    /** A reader that takes no chunk for this long has stalled. */
    static final Duration STALLED = Duration.ofSeconds(30);

    /** At once, from this process: each holds a file open and one chunk. */
    static final int MOST = 512;

    private final Env env;
    private final Set<ImageDownload> open = ConcurrentHashMap.newKeySet();

    ImageDownloads(Env env) {
        this.env = env;
    }

    /**
     * Takes the data over, and sends it as the reader takes it.
     *
     * @throws kilonova.kernel.ProblemException Unavailable when too many are on their way
     */
    void begin(InputStream data, ServerCallStreamObserver<FetchImageResponse> out) {
        var download = new ImageDownload(data, out, env::nowMicros);
        if (open.size() >= MOST) {
            download.close();
            throw new Problem.Unavailable("Too many images are being fetched just now.", Duration.ofSeconds(10))
                    .raise();
        }
        open.add(download);
        out.setOnCancelHandler(() -> {
            download.close();
            open.remove(download);
        });
        out.setOnReadyHandler(() -> goOn(download));
        goOn(download);
    }

    private void goOn(ImageDownload download) {
        download.goOn();
        if (download.over()) {
            open.remove(download);
        }
    }

    /** Ends what has stalled. */
    void tick() {
        long oldest = env.nowMicros() - STALLED.toNanos() / 1_000;
        for (ImageDownload each : List.copyOf(open)) {
            if (each.stalledSince(oldest)) {
                each.end(Status.DEADLINE_EXCEEDED.withDescription(
                        "nothing was read for " + STALLED.toSeconds() + " s: fetch the image again"));
                open.remove(each);
            }
        }
    }

    int size() {
        return open.size();
    }
}
