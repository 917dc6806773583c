package kilonova.control.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import kilonova.kernel.Problem;
import org.jooq.exception.DataAccessException;

/** Searches by regular expressions of callers: those that every database reads alike, and in bounded time. */
public final class TextSearch {
    /** How long a database searches before the list is refused, in seconds. */
    public static final int PATIENCE_SECONDS = 5;

    private static final int MAX_PATTERN = 255;
    private static final String UNFIT = "a regular expression that cannot be searched for, or not in time";

    private final Pattern pattern;

    private TextSearch(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * The expression, for a database to search by.
     *
     * @param field that holds it
     * @throws kilonova.kernel.ProblemException Invalid (that field) for what not every database reads alike
     */
    public static String checked(String field, String expression) {
        if (expression.length() > MAX_PATTERN) {
            throw new Problem.Invalid(field, "a regular expression of at most " + MAX_PATTERN + " characters").raise();
        }
        CommonExpression.check(field, expression);
        return expression;
    }

    /**
     * The same, to search a few texts by in memory; finds everything without an expression.
     *
     * @throws kilonova.kernel.ProblemException Invalid (that field), then or when a search takes too long
     */
    public static Predicate<String> of(String field, Optional<String> expression) {
        if (expression.isEmpty()) {
            return _ -> true;
        }
        TextSearch search = compiled(checked(field, expression.get()));
        var effort = SearchEffort.ofRead();
        return text -> {
            try {
                return search.finds(text, effort);
            } catch (SearchEffort.EndlessSearch endless) {
                throw new Problem.Invalid(field, UNFIT).raise();
            }
        };
    }

    /**
     * Runs a query that searches by expressions.
     *
     * @param fields that hold them, none for no search
     * @throws kilonova.kernel.ProblemException Invalid, naming the fields, when the database gives up
     */
    public static <T> T blaming(List<String> fields, Supplier<T> query) {
        try {
            return query.get();
        } catch (DataAccessException failed) {
            if (!fields.isEmpty() && SqlFailure.searching(failed)) {
                throw new Problem.Invalid(String.join(", ", fields), UNFIT).raise();
            }
            throw failed;
        }
    }

    /** @throws PatternSyntaxException for what was not checked */
    static TextSearch compiled(String expression) {
        return new TextSearch(Pattern.compile(expression));
    }

    /** @throws SearchEffort.EndlessSearch when it takes too much */
    boolean finds(String text, SearchEffort effort) {
        effort.nextText();
        try {
            return pattern.matcher(new Watched(text, effort, 0, text.length())).find();
        } catch (StackOverflowError deep) {
            throw new SearchEffort.EndlessSearch();
        }
    }

    /** A text that refuses to be looked at for ever. */
    private record Watched(String text, SearchEffort effort, int start, int end) implements CharSequence {
        @Override
        public char charAt(int index) {
            effort.look();
            return text.charAt(start + index);
        }

        @Override
        public int length() {
            return end - start;
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Watched(text, effort, start + from, start + to);
        }

        @Override
        public String toString() {
            return text.substring(start, end);
        }
    }
}
