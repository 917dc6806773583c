package kilonova.control.flavor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kilonova.kernel.Problem;

/**
 * What extra specs, or the properties of an image, say of the resources and traits that a server asks for.
 *
 * @param amounts by resource class, in place of what the flavor says; 0 asks for none
 * @param required traits that its host must have, {@code forbidden} ones that it must not
 * @param isolated the groups that must each be served by a provider of their own
 */
public record ResourceSpecs(
        SortedMap<String, Long> amounts, List<String> required, List<String> forbidden, SortedSet<String> isolated) {
    private static final Pattern RESOURCE = Pattern.compile("resources([a-zA-Z0-9_-]{0,64}):(.*)");
    private static final Pattern TRAIT = Pattern.compile("trait([a-zA-Z0-9_-]{0,64}):(.*)");
    private static final Pattern NAME = Pattern.compile("[A-Z0-9_]{1,255}");
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,10}");
    private static final String POLICY = "group_policy";

    /**
     * Reads them. Amounts of one class in several groups add up, as one provider serves all groups that need not be
     * isolated.
     *
     * @param field that holds the specs, for the problem
     * @throws kilonova.kernel.ProblemException Invalid, naming the key
     */
    public static ResourceSpecs of(String field, Map<String, String> specs) {
        var amounts = new TreeMap<String, Long>();
        var required = new ArrayList<String>();
        var forbidden = new ArrayList<String>();
        var groups = new TreeSet<String>();
        new TreeMap<>(specs).forEach((key, value) -> {
            Matcher resource = RESOURCE.matcher(key);
            Matcher trait = TRAIT.matcher(key);
            if (resource.matches()) {
                amounts.merge(name(field, key, resource.group(2)), amount(field, key, value), Long::sum);
                groups.add(resource.group(1));
            } else if (trait.matches()) {
                String name = name(field, key, trait.group(2));
                switch (value) {
                    case "required" -> required.add(name);
                    case "forbidden" -> forbidden.add(name);
                    default -> throw invalid(field, key, "'" + value + "' (expected: required or forbidden)");
                }
            }
        });
        groups.remove("");
        boolean isolates = groups.size() > 1 && "isolate".equals(specs.get(POLICY));
        return new ResourceSpecs(
                Collections.unmodifiableSortedMap(amounts),
                List.copyOf(required),
                List.copyOf(forbidden),
                Collections.unmodifiableSortedSet(isolates ? groups : new TreeSet<>()));
    }

    /** Of an image only the traits count; what is none, or none that makes sense, is the image's own affair. */
    public static ResourceSpecs traits(Map<String, String> properties) {
        var traits = new TreeMap<String, String>();
        properties.forEach((key, value) -> {
            Matcher trait = TRAIT.matcher(key);
            boolean asks = value.equals("required") || value.equals("forbidden");
            if (asks && trait.matches() && NAME.matcher(trait.group(2)).matches()) {
                traits.put(key, value);
            }
        });
        return of("image", traits);
    }

    private static String name(String field, String key, String name) {
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    field, key, "'" + name + "' is no name of a resource class or trait (expected: A-Z, 0-9 and _)");
        }
        return name;
    }

    private static long amount(String field, String key, String value) {
        if (!AMOUNT.matcher(value).matches() || Long.parseLong(value) > Integer.MAX_VALUE) {
            throw invalid(field, key, "'" + value + "' (expected: 0.." + Integer.MAX_VALUE + ")");
        }
        return Long.parseLong(value);
    }

    private static RuntimeException invalid(String field, String key, String why) {
        return new Problem.Invalid(field, "extra spec '" + key + "': " + why).raise();
    }
}
