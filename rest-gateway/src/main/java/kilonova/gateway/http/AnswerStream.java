package kilonova.gateway.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a body. A short one leaves as a whole, with its length; one that outgrows the buffer is streamed at the pace of
 * the reader.
 */
final class AnswerStream extends OutputStream {
    private static final int FIRST = 1024;
    private static final int CHUNK = 64 * 1024;

    private final ResponseHeaders headers;
    private final CompletableFuture<HttpResponse> sent;
    private final boolean live;
    private byte[] buffer = new byte[FIRST];
    private int filled;
    private @Nullable HttpResponseWriter streaming;
    /** Done when the reader has taken all chunks that left. */
    private CompletableFuture<Void> consumed = CompletableFuture.completedFuture(null);

    /** @param live whether what was written leaves when it is flushed */
    AnswerStream(ResponseHeaders headers, CompletableFuture<HttpResponse> sent, boolean live) {
        this.headers = headers;
        this.sent = sent;
        this.live = live;
    }

    /** Whether the first bytes have left, so that the answer can no longer become another. */
    boolean committed() {
        return streaming != null;
    }

    @Override
    public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int at = from;
        int left = count;
        while (left > 0) {
            if (filled == buffer.length && !grow()) {
                drain();
            }
            int some = Math.min(left, buffer.length - filled);
            System.arraycopy(bytes, at, buffer, filled, some);
            filled += some;
            at += some;
            left -= some;
        }
    }

    private boolean grow() {
        if (buffer.length >= CHUNK) {
            return false;
        }
        buffer = Arrays.copyOf(buffer, Math.min(CHUNK, buffer.length * 4));
        return true;
    }

    private void drain() throws IOException {
        HttpResponseWriter writer = streaming;
        if (writer == null) {
            writer = HttpResponse.streaming();
            writer.write(headers);
            streaming = writer;
            sent.complete(writer);
        }
        if (filled > 0 && !writer.tryWrite(HttpData.copyOf(buffer, 0, filled))) {
            throw new IOException("the reader went away");
        }
        filled = 0;
        // While the reader takes one chunk the next is made: never more than two of an answer are held.
        CompletableFuture<Void> before = consumed;
        consumed = writer.whenConsumed();
        await(live ? consumed : before);
    }

    private static void await(CompletableFuture<Void> taken) throws IOException {
        try {
            taken.join();
        } catch (RuntimeException gone) {
            throw new IOException("the reader went away", gone);
        }
    }

    @Override
    public void flush() throws IOException {
        if (live) {
            drain();
        }
    }

    /** Sends what is left and ends the answer. */
    void finish() throws IOException {
        if (streaming != null) {
            drain();
            await(consumed);
            streaming.close();
        } else {
            sent.complete(HttpResponse.of(headers, HttpData.wrap(buffer, 0, filled)));
        }
    }

    /** Ends a streamed answer so that the reader sees it was cut. */
    void cut(Throwable why) {
        if (streaming != null) {
            streaming.close(why);
        }
    }
}
