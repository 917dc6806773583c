package kilonova.control.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kilonova.kernel.Problem;

/** The traits and resource classes that every Placement knows, and how others are named. */
final class StandardNames {
    /** Every trait, sorted. */
    static final List<String> TRAITS = read("traits.json");
    /** Every class, in the order of their ids. */
    static final List<String> CLASSES = read("resource_classes.json");

    private static final Set<String> TRAIT_SET = new TreeSet<>(TRAITS);
    private static final Set<String> CLASS_SET = new TreeSet<>(CLASSES);
    private static final Pattern CUSTOM = Pattern.compile("CUSTOM_[A-Z0-9_]{1,248}");

    private StandardNames() {}

    static boolean isTrait(String name) {
        return TRAIT_SET.contains(name);
    }

    static boolean isClass(String name) {
        return CLASS_SET.contains(name);
    }

    /** @throws kilonova.kernel.ProblemException Invalid (that field) */
    static void requireCustom(String field, String name) {
        if (!CUSTOM.matcher(name).matches()) {
            throw new Problem.Invalid(
                            field,
                            (name.length() > 80 ? name.substring(0, 80) + "…" : name)
                                    + " (expected: CUSTOM_ and then capital letters, digits, underscores, 255 in all)")
                    .raise();
        }
    }

    private static List<String> read(String resource) {
        try (InputStream in = StandardNames.class.getResourceAsStream("/kilonova/placement/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("placement: " + resource + " is missing from the class path");
            }
            var names = new ArrayList<String>();
            for (JsonNode name : new ObjectMapper().readTree(in).get("standards")) {
                names.add(name.asText());
            }
            return List.copyOf(names);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
