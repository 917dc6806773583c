package kilonova.control.watch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.guard.Guard;
import kilonova.control.store.Change;
import kilonova.control.store.Committed;
import kilonova.kernel.Problem;

/**
 * What one watcher is still to be told, and how far it has been. A resource stands in it once, with its newest change: so
 * it grows with the resources that changed, not with the changes.
 */
final class Backlog {
    /** Resources that changed and were not told yet, at most: a watcher that falls further behind begins again. */
    static final int MAX_UNTOLD = 10_000;

    private final Watch<?> watch;
    /** The newest change by id, in the order of those changes. */
    private final Map<String, Committed> untold = new LinkedHashMap<>();
    /** So much was untold that it was dropped. */
    private boolean overrun;
    /** Everything up to here is told or in {@link #untold}. */
    private long seen;
    /** Everything up to here is told. */
    private long told;
    /** Changes up to here were forgotten before this watcher was told of them; 0 of none. */
    private long missed;
    /** It is to be told how far it has seen, news or not. */
    private boolean bookmarkDue;

    Backlog(Watch<?> watch) {
        this.watch = watch;
    }

    /**
     * What to tell next.
     *
     * @param changes the newest by id, in their order; none when only the bookmark is due
     * @param upTo everything up to this revision is told with it
     */
    record Page(Map<String, Committed> changes, long upTo) {}

    /** @return whether there is something to tell of them */
    synchronized boolean add(List<Committed> committed) {
        boolean news = false;
        for (Committed each : committed) {
            if (!overrun && (each.revision() > told || !Guard.TOLD_ONCE.stands())) {
                news |= note(each, untold);
            }
            seen = Math.max(seen, each.revision());
        }
        if (untold.size() > MAX_UNTOLD) {
            untold.clear();
            overrun = true;
        }
        return news;
    }

    /** Changes up to there were forgotten, and may not have been told. */
    synchronized void missed(long revision) {
        missed = revision;
    }

    synchronized void bookmarkDue() {
        bookmarkDue = true;
    }

    /** Everything up to there was told in another way. */
    synchronized void told(long revision) {
        told = revision;
        seen = Math.max(seen, revision);
        if (Guard.TOLD_ONCE.stands()) {
            untold.values().removeIf(each -> each.revision() <= revision);
        }
    }

    synchronized long told() {
        return told;
    }

    synchronized boolean overrun() {
        return overrun;
    }

    synchronized boolean hasNews() {
        return !untold.isEmpty() || bookmarkDue && seen > told || missed > told;
    }

    /**
     * Takes out what is to be told next; nothing when nothing is.
     *
     * @throws kilonova.kernel.ProblemException RevisionTooOld when something was forgotten before it was told
     */
    synchronized Optional<Page> next(int most) {
        var changes = new LinkedHashMap<String, Committed>();
        var each = untold.entrySet().iterator();
        while (each.hasNext() && changes.size() < most) {
            var next = each.next();
            changes.put(next.getKey(), next.getValue());
            each.remove();
        }
        if (missed > told) {
            throw new Problem.RevisionTooOld(told, missed).raise();
        }
        long upTo = untold.isEmpty() ? seen : changes.lastEntry().getValue().revision();
        if (changes.isEmpty() && !(bookmarkDue && upTo > told)) {
            return Optional.empty();
        }
        told = upTo;
        bookmarkDue = false;
        return Optional.of(new Page(changes, upTo));
    }

    /** A later change takes the place of an earlier one, at the end. */
    boolean note(Committed committed, Map<String, Committed> changes) {
        Change change = committed.change();
        if (!watch.concerns().test(change)) {
            return false;
        }
        List<String> subjects = watch.subjects().of(change);
        for (String id : subjects) {
            changes.remove(id);
            changes.put(id, committed);
        }
        return !subjects.isEmpty();
    }
}
