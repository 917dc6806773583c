package kilonova.node.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kilonova.node.guest.GuestKeeper;
import kilonova.node.v1.GuestObservation;

/** What the control plane was told of each guest, and which guests may have changed since. */
final class GuestNews {
    private final Duration holdBack;
    private final Map<GuestKeeper, GuestObservation> told = new HashMap<>();
    private final Set<GuestKeeper> news = new LinkedHashSet<>();

    /** @param holdBack how long an observation of a guest that is being worked on waits for a more final one */
    GuestNews(Duration holdBack) {
        this.holdBack = holdBack;
    }

    void add(GuestKeeper keeper) {
        news.add(keeper);
    }

    void forget(GuestKeeper keeper) {
        news.remove(keeper);
        told.remove(keeper);
    }

    /** A snapshot told everything of these. */
    void toldAll(List<GuestKeeper> keepers) {
        for (var keeper : keepers) {
            news.remove(keeper);
            told.put(keeper, keeper.observation());
        }
    }

    boolean isEmpty() {
        return news.isEmpty();
    }

    /** What has changed since it was last told, at most so much. A guest that is being worked on is held back a while. */
    List<GuestObservation> take(int most, Instant now) {
        var changed = new ArrayList<GuestObservation>();
        var each = news.iterator();
        while (each.hasNext() && changed.size() < most) {
            var keeper = each.next();
            if (heldBackUntil(keeper).filter(now::isBefore).isPresent()) {
                continue;
            }
            each.remove();
            var observation = keeper.observation();
            if (!observation.equals(told.put(keeper, observation))) {
                changed.add(observation);
            }
        }
        return changed;
    }

    /** When news that is held back may be told. */
    Optional<Instant> due() {
        return news.stream().flatMap(keeper -> heldBackUntil(keeper).stream()).min(Comparator.naturalOrder());
    }

    private Optional<Instant> heldBackUntil(GuestKeeper keeper) {
        return keeper.busySince().map(since -> since.plus(holdBack));
    }
}
