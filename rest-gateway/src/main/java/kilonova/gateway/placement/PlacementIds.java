package kilonova.gateway.placement;

import java.util.Locale;

/** Ids as Placement keeps them. */
final class PlacementIds {
    private static final int DIGITS = 32;

    private PlacementIds() {}

    /** A UUID that its schema let pass, with dashes and in small letters; what is none stays as it is. */
    static String canonical(String id) {
        String bare = id.toLowerCase(Locale.ROOT)
                .replace("urn:", "")
                .replace("uuid:", "")
                .replace("{", "")
                .replace("}", "")
                .replace("-", "");
        if (bare.length() != DIGITS) {
            return id;
        }
        return bare.substring(0, 8) + "-" + bare.substring(8, 12) + "-" + bare.substring(12, 16) + "-"
                + bare.substring(16, 20) + "-" + bare.substring(20);
    }

    /** Whether the text could be a UUID, however it is written. */
    static boolean like(String text) {
        String canonical = canonical(text);
        return canonical.length() == DIGITS + 4
                && canonical.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0);
    }
}
