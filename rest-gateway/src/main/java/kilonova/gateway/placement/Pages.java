package kilonova.gateway.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The control plane answers in pages; Placement does not. */
final class Pages {
    private Pages() {}

    /** Everything, page after page; {@code ask} gets the token of the page to come. */
    static <P, T> List<T> all(Function<String, P> ask, Function<P, List<T>> items, Function<P, String> next) {
        P page = ask.apply("");
        if (next.apply(page).isEmpty()) {
            return items.apply(page);
        }
        var all = new ArrayList<T>(items.apply(page));
        while (!next.apply(page).isEmpty()) {
            page = ask.apply(next.apply(page));
            all.addAll(items.apply(page));
        }
        return all;
    }
}
