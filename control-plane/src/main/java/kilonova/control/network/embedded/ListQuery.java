package kilonova.control.network.embedded;

import java.util.List;
import java.util.Optional;

/**
 * What a list is narrowed to, its order and its page.
 *
 * @param filters all must match; one matches when the attribute has any of the values
 * @param order empty means by id
 * @param after the last one of the page before
 */
record ListQuery(List<Filter> filters, List<Order> order, Optional<String> after, int limit) {

    record Filter(String attribute, List<String> values) {}

    record Order(String attribute, boolean descending) {}

    /** Some rows, and whether there are more after them. */
    record Page<T>(List<T> rows, boolean more) {}
}
