package kilonova.control.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One way through all the books. Immutable: a page makes the next one.
 *
 * @param startedAt microseconds; {@code endedAt} empty while it goes on
 * @param check which books it is at, {@code after} the place in them
 * @param rows that were read
 * @param suspects what was found; it counts only if it is still there at a second look
 */
record Walk(long startedAt, Optional<Long> endedAt, int check, String after, long rows, List<Suspect> suspects) {
    /** More than anybody mends or reads; then there are too many in any case. */
    static final int MAX_SUSPECTS = 1_000;

    /** A discrepancy, and the check that looks again. */
    record Suspect(Check check, Discrepancy found) {}

    static Walk at(long now) {
        return new Walk(now, Optional.empty(), 0, "", 0, List.of());
    }

    /** One page further. */
    Walk read(Check of, Check.Page page) {
        var all = new ArrayList<>(suspects);
        page.found().stream().limit(MAX_SUSPECTS - all.size()).forEach(found -> all.add(new Suspect(of, found)));
        return page.next()
                .map(place -> new Walk(startedAt, endedAt, check, place, rows + page.rows(), all))
                .orElseGet(() -> new Walk(startedAt, endedAt, check + 1, "", rows + page.rows(), all));
    }

    Walk ended(long now) {
        return new Walk(startedAt, Optional.of(now), check, after, rows, suspects);
    }
}
