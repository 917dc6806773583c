package kilonova.control.node;

/** The order of one stream's messages, by their sequence. Called by one thread at a time. */
final class StreamOrder {
    enum Verdict {
        /** The next one. */
        NEXT,
        /** It was taken before, or is older than what was. */
        STALE,
        /** The next one that came; others were lost before it. */
        AFTER_GAP
    }

    private long last;

    /** @param first the sequence of the stream's Hello */
    StreamOrder(long first) {
        this.last = first;
    }

    Verdict of(long sequence) {
        if (sequence <= last) {
            return Verdict.STALE;
        }
        Verdict verdict = sequence == last + 1 ? Verdict.NEXT : Verdict.AFTER_GAP;
        last = sequence;
        return verdict;
    }
}
