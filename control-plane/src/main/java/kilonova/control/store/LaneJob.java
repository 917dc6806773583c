package kilonova.control.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import kilonova.kernel.ProblemException;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** One transaction waiting for, or inside, a grouped commit. */
final class LaneJob<T> {
    /** How often a transaction is tried when others are in its way. */
    static final int MAX_ATTEMPTS = 10;

    private final Function<Tx, T> body;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable Tx tx;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private Optional<ProblemException> suspected = Optional.empty();
    private int attempts;

    LaneJob(Function<Tx, T> body) {
        this.body = body;
    }

    /** Runs the body from the start; what it throws is the caller's to judge. */
    void run(DSLContext sql) {
        tx = null;
        result = null;
        failure = null;
        attempts++;
        var fresh = new Tx(sql, suspected);
        result = body.apply(fresh);
        fresh.complete();
        tx = fresh;
    }

    /** It ran for nothing, perhaps because of another: that does not count. */
    void takenBack() {
        attempts = Math.max(0, attempts - 1);
        failed(new IllegalStateException("not run again"));
    }

    /** Whether it may run once more, after a failure that another transaction caused. */
    boolean mayRace(Throwable lost) {
        if (attempts >= MAX_ATTEMPTS || !SqlFailure.raced(lost)) {
            return false;
        }
        if (lost instanceof LostRace race && race.refusal().isPresent()) {
            suspected = race.refusal();
        }
        return true;
    }

    /** Nothing of it is kept, and this is what the one who waits will hear. */
    void failed(Throwable why) {
        tx = null;
        failure = why;
    }

    /** Nobody knows whether it is kept; one that was refused knows that it is not. */
    void doubtful(Throwable why) {
        if (tx != null) {
            failed(why);
        }
    }

    List<Change> changes() {
        return tx == null ? List.of() : tx.changes();
    }

    List<Runnable> wakes() {
        return tx == null ? List.of() : tx.wakes();
    }

    List<Runnable> doubts() {
        return tx == null ? List.of() : tx.doubts();
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
