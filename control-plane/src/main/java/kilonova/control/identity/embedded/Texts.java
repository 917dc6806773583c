package kilonova.control.identity.embedded;

import kilonova.kernel.Problem;

/** Rules that texts of this room keep. */
final class Texts {
    private Texts() {}

    /** @throws kilonova.kernel.ProblemException Invalid unless it has 1 to {@code max} characters that are not all blank */
    static String name(String field, String value, int max) {
        if (value.isBlank() || value.length() > max) {
            String seen = value.isBlank() ? "blank" : value.length() + " characters";
            throw new Problem.Invalid(field, seen + " (expected: 1.." + max + " characters)").raise();
        }
        return value;
    }
}
