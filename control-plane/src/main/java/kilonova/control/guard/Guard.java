package kilonova.control.guard;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** What keeps a promise, where it is kept. */
public enum Guard {
    /** Promise 1: nobody is answered before what was answered is durable. */
    DURABLE_BEFORE_ANSWERED(1),
    /** Promise 2: a request id that is known is answered as before. */
    REQUEST_ID_LOOKED_UP(2),
    /** Promise 2: another body under a known request id is refused. */
    REQUEST_BODY_COMPARED(2),
    /** Promise 3: a claim is written only where it fits the provider's row. */
    CLAIM_FITS(3),
    /** Promise 3: a charge is written only where it fits the quota. */
    CHARGE_FITS(3),
    /** Promise 4: whoever was shut out writes no more. */
    FENCED(4),
    /** Promise 4: nobody gives up a host whose node's stream is held by another that lives. */
    HOLDER_ASKED(4),
    /** Promise 5: an operation waits no longer than its deadline. */
    DEADLINE(5),
    /** Promise 5: what an earlier life left open is taken up. */
    TAKEN_UP(5),
    /** Promise 6: a server that is deleted gives its room on the host back. */
    ROOM_GIVEN_BACK(6),
    /** Promise 6: a server that is deleted gives its quota back. */
    QUOTA_GIVEN_BACK(6),
    /** Promise 6: a build that failed gives its room on the host back when it is undone. */
    STEP_UNDONE(6),
    /** Promise 6: what is not given back all the same is found by the audit, and mended. */
    AUDITED(6),
    /** Promise 6: the audit takes nothing from a server that is there. */
    THE_LIVING_LEFT_ALONE(6),
    /** Promise 7: a watcher listens before it reads what there is. */
    LISTENS_FIRST(7),
    /** Promise 7: what was told already is not told again as older. */
    TOLD_ONCE(7),
    /** Promise 7: a bookmark covers what was told, and no more. */
    BOOKMARK_AFTER_NEWS(7),
    /** Promise 7: who comes back with a bookmark is told what changed since. */
    CAUGHT_UP(7);

    private static final ScopedValue<Set<Guard>> DOWN = ScopedValue.newInstance();

    private final int promise;

    Guard(int promise) {
        this.promise = promise;
    }

    /** Which promise it keeps, as numbered in the architecture. */
    public int promise() {
        return promise;
    }

    /** Whether it is kept just now, on this thread. */
    public boolean stands() {
        return !DOWN.isBound() || !DOWN.get().contains(this);
    }

    /** Whether all are kept just now, on this thread. */
    public static boolean allStand() {
        return !DOWN.isBound() || DOWN.get().isEmpty();
    }

    /** Runs the body, on this thread, with these guards down: for simulations, to try the checker. */
    public static <R> R without(Set<Guard> down, Supplier<R> body) {
        return down.isEmpty()
                ? body.get()
                : ScopedValue.where(DOWN, EnumSet.copyOf(down)).call(body::get);
    }
}
