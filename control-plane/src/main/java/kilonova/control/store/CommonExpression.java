package kilonova.control.store;

import kilonova.kernel.Problem;

/**
 * Pure. Regular expressions that SQLite (which asks Java), PostgreSQL and MariaDB read alike: literals, the dot, sets,
 * groups, alternatives, anchors, repetitions, and the classes {@code \d \w \s}.
 */
final class CommonExpression {
    /** PostgreSQL counts no further. */
    private static final int MAX_TIMES = 255;
    /** What a search may be put together of, once counted repetitions are written out: some engines do so. */
    private static final int MAX_SIZE = 1_000;

    private static final String CLASSES = "dwsDWS";
    private static final String REPETITIONS = "*+?{";

    private final String field;
    private final String pattern;
    private int at;

    private CommonExpression(String field, String pattern) {
        this.field = field;
        this.pattern = pattern;
    }

    /** @throws kilonova.kernel.ProblemException Invalid (that field) for what only some would read, or none */
    static void check(String field, String pattern) {
        var expression = new CommonExpression(field, pattern);
        expression.alternatives();
        if (!expression.ended()) {
            throw expression.refused("a group that ends before it began");
        }
    }

    private int alternatives() {
        int size = branch();
        while (took('|')) {
            size = bounded(size + branch());
        }
        return size;
    }

    private int branch() {
        int size = 0;
        while (!ended() && "|)".indexOf(next()) < 0) {
            size = bounded(size + piece());
        }
        return size;
    }

    private int piece() {
        char first = take();
        return switch (first) {
            case '^', '$' -> anchor(first);
            case '(' -> repeated(group());
            case '[' -> repeated(set());
            case '\\' -> repeated(escape(CLASSES));
            case '*', '+', '?', '{' -> throw refused("a repetition of nothing");
            case ']', '}' -> throw refused("a single " + first + " (expected: \\" + first + ")");
            default -> repeated(literal(first));
        };
    }

    private int anchor(char anchor) {
        if (repetition()) {
            throw refused("a repetition of " + anchor);
        }
        return 1;
    }

    private int group() {
        if (took('?') && !took(':')) {
            throw refused("a group that begins with (? (expected: (?: at most)");
        }
        int size = alternatives();
        if (!took(')')) {
            throw refused("a group that does not end");
        }
        return Math.max(1, size);
    }

    private int set() {
        boolean _ = took('^');
        boolean empty = true;
        while (!ended() && next() != ']') {
            char low = take();
            boolean plain = low != '\\' || CLASSES.indexOf(ended() ? low : next()) < 0;
            member(low, empty);
            empty = false;
            if (!ended() && next() == '-' && !pattern.startsWith("-]", at)) {
                range(plain ? pattern.charAt(at - 1) : '\0');
            }
        }
        if (empty || !took(']')) {
            throw refused("a set that is empty or does not end");
        }
        return 1;
    }

    private void member(char member, boolean first) {
        switch (member) {
            case '\\' -> escape("dws");
            case '[' -> throw refused("a set that holds a single [ (expected: \\[)");
            case '&' -> {
                if (!ended() && next() == '&') {
                    throw refused("a set that holds && (expected: &)");
                }
            }
            case '-' -> {
                if (!first && !ended() && next() != ']') {
                    throw refused("a set that holds a - in its middle (expected: \\-)");
                }
            }
            default -> literal(member);
        }
    }

    /** @param low where it begins, 0 for what no range begins with */
    private void range(char low) {
        take();
        char high = take();
        if (high == '\\' && !ended()) {
            boolean plain = CLASSES.indexOf(next()) < 0;
            escape("dws");
            high = plain ? pattern.charAt(at - 1) : '\0';
        } else {
            member(high, false);
        }
        if (low == '\0' || high < low) {
            throw refused("a range that begins after its end");
        }
    }

    private int escape(String classes) {
        if (ended()) {
            throw refused("a single \\ at its end (expected: \\\\)");
        }
        char escaped = take();
        boolean plain = escaped > ' ' && escaped < 127 && !Character.isLetterOrDigit(escaped);
        if (!plain && classes.indexOf(escaped) < 0) {
            throw refused("the escape \\" + escaped + " (expected: \\d, \\w, \\s, or a punctuation mark)");
        }
        return 1;
    }

    private int literal(char each) {
        if (Character.isISOControl(each) || Character.isSurrogate(each)) {
            throw refused("a character that cannot be searched for");
        }
        return 1;
    }

    private int repeated(int size) {
        if (!repetition()) {
            return size;
        }
        int times = take() == '{' ? times() : 1;
        boolean _ = took('?');
        if (repetition()) {
            throw refused("a repetition of a repetition");
        }
        return bounded(size * times);
    }

    private int times() {
        int least = number();
        int most = took(',') && !ended() && next() != '}' ? number() : least;
        if (most < least || !took('}')) {
            throw refused("a repetition that cannot be counted (expected: {2}, {2,} or {2,5})");
        }
        return Math.max(1, most + 1);
    }

    private int number() {
        int from = at;
        while (!ended() && at - from < 4 && "0123456789".indexOf(next()) >= 0) {
            at++;
        }
        if (at == from || at - from > 3 || Integer.parseInt(pattern.substring(from, at)) > MAX_TIMES) {
            throw refused("a repetition of so many times (expected: 0.." + MAX_TIMES + ")");
        }
        return Integer.parseInt(pattern.substring(from, at));
    }

    private int bounded(int size) {
        if (size > MAX_SIZE) {
            throw refused("repetitions of more than " + MAX_SIZE + " characters in all");
        }
        return size;
    }

    private boolean repetition() {
        return !ended() && REPETITIONS.indexOf(next()) >= 0;
    }

    private boolean ended() {
        return at == pattern.length();
    }

    private char next() {
        return pattern.charAt(at);
    }

    private char take() {
        if (ended()) {
            throw refused("an end where more was begun");
        }
        return pattern.charAt(at++);
    }

    private boolean took(char wanted) {
        boolean there = !ended() && next() == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private RuntimeException refused(String what) {
        return new Problem.Invalid(field, "not a regular expression that is searched for here: it has " + what).raise();
    }
}
