package kilonova.control.network.embedded;

import kilonova.kernel.Problem;

/** Pure. Rules that hold for the fields of several resources. */
final class Said {
    static final int MAX_TEXT = 255;

    private Said() {}

    static void requireTexts(String name, String description) {
        requireText("name", name);
        requireText("description", description);
    }

    static void requireText(String field, String text) {
        if (text.codePointCount(0, text.length()) > MAX_TEXT) {
            throw invalid(field, text.length() + " characters (expected: at most " + MAX_TEXT + ")");
        }
    }

    static RuntimeException invalid(String field, String rule) {
        return new Problem.Invalid(field, rule).raise();
    }
}
