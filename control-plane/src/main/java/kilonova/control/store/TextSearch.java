package kilonova.control.store;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import kilonova.kernel.Problem;

/** Searches names for a caller's regular expression, which may be written to keep a machine busy for years. */
public final class TextSearch {
    private static final int MAX_PATTERN = 255;
    /** Characters that one match may look at. */
    private static final int MAX_LOOKS = 100_000;

    private TextSearch() {}

    /**
     * @throws kilonova.kernel.ProblemException Invalid (field {@code name}) for what is no expression, or one too long
     */
    public static Predicate<String> of(Optional<String> expression) {
        if (expression.isEmpty()) {
            return _ -> true;
        }
        if (expression.get().length() > MAX_PATTERN) {
            throw new Problem.Invalid("name", "a regular expression of at most " + MAX_PATTERN + " characters").raise();
        }
        try {
            Pattern pattern = Pattern.compile(expression.get());
            return name -> pattern.matcher(new Watched(name, new int[1], 0, name.length()))
                    .find();
        } catch (PatternSyntaxException broken) {
            throw new Problem.Invalid("name", "not a regular expression: " + broken.getDescription()).raise();
        }
    }

    /** A text that refuses to be looked at for ever. */
    private record Watched(String text, int[] looks, int start, int end) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++looks[0] > MAX_LOOKS) {
                throw new Problem.Invalid("name", "a regular expression that takes too long").raise();
            }
            return text.charAt(start + index);
        }

        @Override
        public int length() {
            return end - start;
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Watched(text, looks, start + from, start + to);
        }

        @Override
        public String toString() {
            return text.substring(start, end);
        }
    }
}
