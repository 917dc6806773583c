package kilonova.control.placement.candidate;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A provider in the words of the search.
 *
 * @param parent empty for the root of a tree
 * @param root its own id for the root of a tree
 */
public record Giver(
        String id,
        String parent,
        String root,
        Map<String, Stock> stocks,
        List<String> traits,
        List<String> aggregates) {

    /** What it has of one resource class. */
    public record Stock(long capacity, long used, long minUnit, long maxUnit, long stepSize) {
        boolean allows(long amount) {
            return amount >= minUnit && amount <= maxUnit && amount % stepSize == 0;
        }
    }

    public Giver {
        stocks = Collections.unmodifiableMap(new TreeMap<>(stocks));
        traits = List.copyOf(traits);
        aggregates = List.copyOf(aggregates);
    }
}
