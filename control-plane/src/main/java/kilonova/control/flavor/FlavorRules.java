package kilonova.control.flavor;

import java.util.Map;
import java.util.regex.Pattern;
import kilonova.kernel.Problem;

/** Pure. What a flavor may look like; raises Invalid with the field and the rule. */
final class FlavorRules {
    private static final int MAX_NAME = 255;
    private static final int MAX_DESCRIPTION = 65_535;
    private static final double MAX_RXTX = 3.40282e+38;
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9._-]([a-zA-Z0-9. _-]*[a-zA-Z0-9._-])?");
    private static final Pattern SPEC_KEY = Pattern.compile("[a-zA-Z0-9\\-_:. ]{1,255}");

    private static final KnownExtraSpecs KNOWN = KnownExtraSpecs.load();

    private FlavorRules() {}

    static void check(Flavor flavor) {
        if (flavor.id().length() > MAX_NAME || !ID.matcher(flavor.id()).matches()) {
            throw invalid("flavor.id", "1..255 letters, digits, dots, dashes, underscores and inner blanks");
        }
        checkName(flavor.name());
        checkDescription(flavor.description());
        atLeast("flavor.vcpus", flavor.vcpus(), 1);
        atLeast("flavor.memory_mb", flavor.memoryMb(), 1);
        atLeast("flavor.disk_gb", flavor.diskGb(), 0);
        atLeast("flavor.ephemeral_gb", flavor.ephemeralGb(), 0);
        atLeast("flavor.swap_mb", flavor.swapMb(), 0);
        if (!(flavor.rxtxFactor() > 0 && flavor.rxtxFactor() <= MAX_RXTX)) {
            throw invalid("flavor.rxtx_factor", "more than 0, at most " + MAX_RXTX);
        }
        checkSpecs("flavor.extra_specs", flavor.extraSpecs(), true);
    }

    static void checkDescription(String description) {
        if (description.length() > MAX_DESCRIPTION || !printable(description)) {
            throw invalid("flavor.description", "at most " + MAX_DESCRIPTION + " printable characters");
        }
    }

    /** What a server consumes must make sense, always; all else only when it is to be held against what is known. */
    static void checkSpecs(String field, Map<String, String> specs, boolean known) {
        specs.forEach((key, value) -> {
            if (!SPEC_KEY.matcher(key).matches()) {
                throw invalid(field, "keys of 1..255 letters, digits, blanks and -_:. (given: " + key + ")");
            }
            if (value.length() > MAX_NAME) {
                throw invalid(field, "values of at most 255 characters (key: " + key + ")");
            }
        });
        if (known) {
            KNOWN.check(field, specs);
        }
        var unused = ResourceSpecs.of(field, specs);
    }

    private static void checkName(String name) {
        boolean fits = !name.isEmpty()
                && name.codePointCount(0, name.length()) <= MAX_NAME
                && name.equals(name.strip())
                && printable(name);
        if (!fits) {
            throw invalid("flavor.name", "1..255 printable characters, no blanks at the ends");
        }
    }

    private static boolean printable(String text) {
        return text.codePoints()
                .allMatch(each -> each < 0xFFFF
                        && switch (Character.getType(each)) {
                            case Character.CONTROL,
                                    Character.FORMAT,
                                    Character.SURROGATE,
                                    Character.PRIVATE_USE,
                                    Character.UNASSIGNED,
                                    Character.LINE_SEPARATOR,
                                    Character.PARAGRAPH_SEPARATOR -> false;
                            default -> true;
                        });
    }

    private static void atLeast(String field, int value, int least) {
        if (value < least) {
            throw invalid(field, least + ".." + Integer.MAX_VALUE + " (given: " + value + ")");
        }
    }

    private static RuntimeException invalid(String field, String expected) {
        return new Problem.Invalid(field, "expected " + expected).raise();
    }
}
