package kilonova.control.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import kilonova.control.guard.Guard;

/**
 * Pure. What providers have given out once some consumers have given back all that they held, and hold what they want:
 * first all is given back, then each amount is held against what is left.
 */
final class Settlement {
    private final SortedMap<String, Provider> seen;
    private final SortedMap<String, Resources> used = new TreeMap<>();
    private final SortedMap<String, List<String>> consumers = new TreeMap<>();

    /** Why an amount cannot be held. */
    record Refusal(String provider, Obstacle obstacle) {}

    /** @param seen every provider that is given back to or held from */
    Settlement(Map<String, Provider> seen) {
        this.seen = new TreeMap<>(seen);
    }

    void giveBack(Holding holding) {
        Allocation held = holding.allocation();
        Provider provider = seen.get(held.provider());
        if (provider != null) {
            used.put(provider.id(), used(provider).minus(held.resources()));
            changed(provider, held.consumer());
        }
    }

    /** @return why not, when it does not fit; then nothing is held */
    Optional<Refusal> hold(String consumer, Provider provider, Resources amounts) {
        Provider now = provider.counting(used(provider));
        Optional<Obstacle> obstacle = Guard.CLAIM_FITS.stands() ? now.obstacle(amounts) : Optional.empty();
        if (obstacle.isPresent()) {
            return Optional.of(new Refusal(provider.id(), obstacle.get()));
        }
        used.put(provider.id(), used(provider).plus(amounts));
        changed(provider, consumer);
        return Optional.empty();
    }

    private Resources used(Provider provider) {
        return used.getOrDefault(provider.id(), provider.usages());
    }

    private void changed(Provider provider, String consumer) {
        List<String> known = consumers.computeIfAbsent(provider.id(), _ -> new ArrayList<>());
        if (known.isEmpty() || !known.getLast().equals(consumer)) {
            known.add(consumer);
        }
    }

    /** Usages of the providers that are to be written, by their ids. */
    SortedMap<String, Resources> used() {
        return Collections.unmodifiableSortedMap(used);
    }

    /** Whose holds on the provider changed, as the change log tells them. */
    String consumers(String provider) {
        return String.join(",", consumers.getOrDefault(provider, List.of()));
    }
}
