package kilonova.gateway.compute;

import java.util.Optional;

/** What a path of the compute API says before its resource. */
sealed interface RequestPath {

    record Root() implements RequestPath {}

    /** Begins with no version. */
    record Unversioned(String path) implements RequestPath {}

    /** A version and no more. */
    record Version(boolean legacy) implements RequestPath {}

    /** {@code rest} is the path below version and project, {@code /servers/7}. */
    record Versioned(boolean legacy, Optional<String> project, String rest) implements RequestPath {}

    static RequestPath of(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return new Root();
        }
        int end = path.indexOf('/', 1);
        String first = end < 0 ? path.substring(1) : path.substring(1, end);
        boolean legacy = first.equals("v2");
        if (!legacy && !first.equals("v2.1")) {
            return new Unversioned(path);
        }
        if (end < 0 || end == path.length() - 1) {
            return new Version(legacy);
        }
        return below(legacy, withoutSuffix(path.substring(end)));
    }

    private static RequestPath below(boolean legacy, String path) {
        int end = path.indexOf('/', 1);
        String first = end < 0 ? path.substring(1) : path.substring(1, end);
        return project(first)
                ? new Versioned(legacy, Optional.of(first), end < 0 ? "" : path.substring(end))
                : new Versioned(legacy, Optional.empty(), path);
    }

    private static String withoutSuffix(String path) {
        return path.endsWith(".json") ? path.substring(0, path.length() - ".json".length()) : path;
    }

    /** Hexadecimal digits and dashes: no resource's name is made of these alone. */
    private static boolean project(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && c != '-') {
                return false;
            }
        }
        return !segment.isEmpty();
    }
}
