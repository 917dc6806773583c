package kilonova.control.audit;

import java.util.List;
import java.util.Optional;
import kilonova.control.store.Tx;

/** One pair of books. Looking reads alone; mending is one transaction, and does nothing once the books agree. */
interface Check {

    /**
     * What one page showed.
     *
     * @param rows that were read for it
     * @param next where the next page begins; empty after the last
     */
    record Page(List<Discrepancy> found, int rows, Optional<String> next) {
        static final Page EMPTY = new Page(List.of(), 0, Optional.empty());
    }

    /** @param after {@link Page#next} of the page before, empty at the start */
    Page page(String after);

    /** What is found now at the place of a discrepancy. */
    List<Discrepancy> again(String place);

    /** Does what mending takes beyond the database. No transaction is open; safe to repeat, harmless if nothing follows. */
    default void prepare(Discrepancy found) {}

    /** @return false when the books agree by now, or something is under way: then nothing was written */
    boolean mend(Tx tx, Discrepancy found);
}
