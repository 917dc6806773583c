package kilonova.control.identity.embedded;

import java.util.List;
import java.util.function.Function;
import kilonova.kernel.Problem;

/**
 * Some of a list in the order of ids, and the token for what follows; empty on the last page.
 */
record Page<T>(List<T> items, String next) {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    /** How much is asked for: a size the caller may leave to us, and the token of the page before. */
    record Ask(int limit, String after) {
        static final Ask ALL_AT_ONCE = new Ask(MOST, "");

        static Ask of(int size, String token) {
            if (size < 0) {
                throw new Problem.Invalid("page_size", size + " (expected: 0 or more)").raise();
            }
            return new Ask(size == 0 ? USUAL : Math.min(size, MOST), token);
        }

        /** One row more than asked for tells whether there is a next page. */
        int rows() {
            return limit + 1;
        }
    }

    static <T> Page<T> of(List<T> rows, Ask ask, Function<T, String> id) {
        if (rows.size() <= ask.limit()) {
            return new Page<>(rows, "");
        }
        List<T> shown = rows.subList(0, ask.limit());
        return new Page<>(shown, id.apply(shown.getLast()));
    }
}
