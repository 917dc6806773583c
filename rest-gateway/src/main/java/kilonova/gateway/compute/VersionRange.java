package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;

/** Versions from {@code min} to {@code max}, both included. The legacy API counts as 2.1 where no range names it. */
public record VersionRange(int min, int max) {
    public static final VersionRange ALL = new VersionRange(0, Integer.MAX_VALUE);

    /** From the members {@code min} and {@code max} of a row; an absent one is no bound. */
    static VersionRange of(JsonNode row) {
        return new VersionRange(minor(row, "min", 0), minor(row, "max", Integer.MAX_VALUE));
    }

    private static int minor(JsonNode row, String key, int absent) {
        return row.hasNonNull(key)
                ? Microversion.parse(row.get(key).asText()).orElseThrow().minor()
                : absent;
    }

    public boolean holds(Microversion version) {
        return min <= version.minor() && version.minor() <= max;
    }

    @Override
    public String toString() {
        if (min <= 1 && max >= Microversion.NEWEST.minor()) {
            return "all";
        }
        return "2." + Math.max(min, 1) + "–" + (max >= Microversion.NEWEST.minor() ? "max" : "2." + max);
    }
}
