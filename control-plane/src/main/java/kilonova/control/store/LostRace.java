package kilonova.control.store;

import java.util.Optional;
import kilonova.kernel.ProblemException;

/**
 * Another transaction wrote what this one had read, before this one could write. No caller caused it: the write lane runs
 * the transaction again from the start, on what is there now. Not for an etag that a caller sent: that is
 * {@link kilonova.kernel.Problem.Stale}, and the caller's to hear of.
 */
public final class LostRace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String id;
    private final transient Optional<ProblemException> refusal;

    private LostRace(String kind, String id, Optional<ProblemException> refusal) {
        super(kind + " " + id + " was written by another transaction", null, false, false);
        this.kind = kind;
        this.id = id;
        this.refusal = refusal;
    }

    /** The row moved between reading and writing it. */
    public LostRace(String kind, String id) {
        this(kind, id, Optional.empty());
    }

    /**
     * A refusal that may only be there because another transaction did the same work at the same time. The next attempt
     * finds it in {@link Tx#suspected} and can tell.
     */
    public static LostRace suspected(String kind, String id, ProblemException refusal) {
        return new LostRace(kind, id, Optional.of(refusal));
    }

    /** Whether it was about this very row. */
    public boolean about(String otherKind, String otherId) {
        return kind.equals(otherKind) && id.equals(otherId);
    }

    Optional<ProblemException> refusal() {
        return refusal;
    }
}
