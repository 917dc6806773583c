package kilonova.control.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One transaction waiting for, or inside, a grouped commit. */
final class LaneJob<T> {
    private final Function<Tx, T> body;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable Tx tx;
    private @Nullable T result;
    private @Nullable RuntimeException failure;
    private int attempts;

    LaneJob(Function<Tx, T> body) {
        this.body = body;
    }

    /** Runs the body; what it throws is kept for the one who waits. */
    void run(Tx fresh) {
        tx = fresh;
        result = null;
        failure = null;
        attempts++;
        result = body.apply(fresh);
    }

    void failed(RuntimeException why) {
        tx = null;
        failure = why;
    }

    @Nullable
    Tx tx() {
        return tx;
    }

    int attempts() {
        return attempts;
    }

    /** Tells the one who waits how it ended. Only after the commit. */
    @SuppressWarnings("NullAway") // A body may answer null where its caller's type allows it.
    void settle() {
        if (failure != null) {
            answer.completeExceptionally(failure);
        } else {
            answer.complete(result);
        }
    }

    CompletableFuture<T> answer() {
        return answer;
    }
}
