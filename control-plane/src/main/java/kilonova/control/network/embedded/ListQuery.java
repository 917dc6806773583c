package kilonova.control.network.embedded;

import java.util.List;
import java.util.Optional;

/**
 * What a list is narrowed to, its order and its page.
 *
 * @param filters all must match; one matches when the attribute has any of the values
 * @param order empty means by id
 * @param after the id of the resource after which the page begins
 * @param place where the page before ended; wins
 */
record ListQuery(List<Filter> filters, List<Order> order, Optional<String> after, Optional<String> place, int limit) {

    record Filter(String attribute, List<String> values) {}

    record Order(String attribute, boolean descending) {}

    /**
     * Some rows.
     *
     * @param next where more begin, empty when there are none
     */
    record Page<T>(List<T> rows, Optional<String> next) {
        boolean more() {
            return next.isPresent();
        }

        /** The same page in other words. */
        <R> Page<R> said(List<R> words) {
            return new Page<>(words, next);
        }
    }
}
