package kilonova.control.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of committed changes, in the order of their revisions and without a gap. Several lanes may finish out
 * of order; what came too early waits for what is missing.
 */
public final class ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    /** @param missed what to do when changes were forgotten before they were told */
    private record Listener(Consumer<List<Committed>> news, Runnable missed) {}

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final NavigableMap<Long, Committed> early = new TreeMap<>();
    private final List<LongConsumer> growths = new CopyOnWriteArrayList<>();
    private final Runnable behind;
    /** Those whose memory has a gap. Guarded by this. */
    private final Set<Listener> owed = new LinkedHashSet<>();

    private long delivered;

    /** @param behind runs when changes of others are known to be committed, and were not read yet */
    ChangeFeed(long delivered, Runnable behind) {
        this.delivered = delivered;
        this.behind = behind;
    }

    /**
     * Calls the listener after each commit with what is new. It runs on the thread of a write lane: it may put things in
     * memory and wake others up, and must not block.
     *
     * @param missed runs instead when this process was away for so long that the change log no longer reaches back to
     *     where it was: whatever was remembered from it is to be read anew
     * @return ends the subscription
     */
    public AutoCloseable listen(Consumer<List<Committed>> news, Runnable missed) {
        var listener = new Listener(news, missed);
        listeners.add(listener);
        return () -> leave(listener);
    }

    private synchronized void leave(Listener listener) {
        listeners.remove(listener);
        owed.remove(listener);
    }

    /**
     * Calls the listener after each commit of this very process with the newest revision of it, before anything is told. It
     * runs on the thread of a write lane and must not block.
     */
    public void onGrowth(LongConsumer listener) {
        growths.add(listener);
    }

    /** The newest revision that listeners have been told of. */
    public synchronized long delivered() {
        return delivered;
    }

    /** What this process committed. */
    void committed(List<Committed> committed) {
        long newest = committed.getLast().revision();
        for (LongConsumer each : growths) {
            try {
                each.accept(newest);
            } catch (RuntimeException failed) {
                LOG.error("whoever tells others of revision {} failed", newest, failed);
            }
        }
        publish(committed);
    }

    synchronized void publish(List<Committed> committed) {
        for (Committed each : committed) {
            if (each.revision() > delivered) {
                early.put(each.revision(), each);
            }
        }
        var ready = new ArrayList<Committed>();
        while (!early.isEmpty() && early.firstKey() == delivered + ready.size() + 1) {
            ready.add(early.pollFirstEntry().getValue());
        }
        if (!ready.isEmpty()) {
            deliver(ready);
        }
        if (!early.isEmpty()) {
            behind.run();
        }
    }

    private void deliver(List<Committed> ready) {
        delivered = ready.getLast().revision();
        tell(listener -> listener.news().accept(ready));
    }

    /** What came after the newest delivered, up to this revision, is nowhere to be found any more. */
    synchronized void missed(long upTo) {
        LOG.warn("the changes from {} to {} were forgotten before they were told", delivered + 1, upTo);
        delivered = upTo;
        early.headMap(upTo, true).clear();
        owed.addAll(listeners);
        makeGood();
    }

    /** Tells those of a gap who could not take it yet: what they remember is stale until they have read it anew. */
    synchronized void makeGood() {
        for (Listener listener : List.copyOf(owed)) {
            try {
                listener.missed().run();
                owed.remove(listener);
            } catch (RuntimeException failed) {
                LOG.error("a listener cannot read anew what was forgotten: it is asked again", failed);
            }
        }
    }

    private void tell(Consumer<Listener> what) {
        for (Listener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException failed) {
                LOG.error("a listener failed at revision {}", delivered, failed);
            }
        }
    }
}
