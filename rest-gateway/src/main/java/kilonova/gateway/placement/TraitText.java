package kilonova.gateway.placement;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import kilonova.placement.v1.AnyOf;

/**
 * Traits in a query: names, since 1.22 also {@code !} and a name, since 1.39 also {@code in:} and some, and the key may be
 * repeated.
 *
 * @param required one of each
 * @param forbidden none of these
 */
record TraitText(List<AnyOf> required, List<String> forbidden) {
    private static final int FORBIDDEN_SINCE = 22;
    private static final int ANY_SINCE = 39;
    private static final String ANY_FORM = "in:HW_CPU_X86_VMX,CUSTOM_MAGIC";

    /** @throws kilonova.gateway.http.HttpFaultException 400 for what is of another form, or of a later version */
    static TraitText parse(List<String> values, PlacementVersion version) {
        var required = new ArrayList<AnyOf>();
        var forbidden = new LinkedHashSet<String>();
        List<String> counting = version.atLeast(ANY_SINCE) || values.isEmpty() ? values : List.of(values.getLast());
        for (String value : counting) {
            if (value.startsWith("in:")) {
                required.add(any(value, version));
            } else {
                names(value, version, required, forbidden);
            }
        }
        return new TraitText(required, List.copyOf(forbidden));
    }

    /** The names that must be there and must not be there at once. */
    SequencedSet<String> conflicts() {
        var conflicts = new LinkedHashSet<String>();
        for (AnyOf each : required) {
            if (each.getValuesCount() == 1 && forbidden.contains(each.getValues(0))) {
                conflicts.add(each.getValues(0));
            }
        }
        return conflicts;
    }

    private static AnyOf any(String value, PlacementVersion version) {
        if (!version.atLeast(ANY_SINCE)) {
            throw invalid("The format '" + ANY_FORM + "' only supported since microversion 1.39. Got: " + value);
        }
        var names = List.of(value.substring(3).split(",", -1));
        if (names.stream().anyMatch(name -> name.startsWith("!"))) {
            throw invalid("The format '" + ANY_FORM + "' does not support forbidden traits. Got: " + value);
        }
        if (names.stream().anyMatch(String::isBlank)) {
            throw invalid("Expected 'required' parameter value of the form: " + ANY_FORM + ". Got an empty trait in: "
                    + value);
        }
        return AnyOf.newBuilder()
                .addAllValues(names.stream().map(String::strip).distinct().toList())
                .build();
    }

    private static void names(
            String value, PlacementVersion version, List<AnyOf> required, SequencedSet<String> forbidden) {
        boolean forbids = version.atLeast(FORBIDDEN_SINCE);
        String expected = "Expected 'required' parameter value of the form: HW_CPU_X86_VMX," + (forbids ? "!" : "")
                + "CUSTOM_MAGIC. Got";
        for (String each : value.split(",", -1)) {
            String name = each.strip();
            boolean refused = name.startsWith("!");
            String trait = refused ? name.substring(1).strip() : name;
            if (trait.isEmpty()) {
                throw invalid(expected + " an empty trait in: " + value);
            }
            if (refused && !forbids) {
                throw invalid(expected + ": " + value);
            }
            if (refused) {
                forbidden.add(trait);
            } else {
                required.add(AnyOf.newBuilder().addValues(trait).build());
            }
        }
    }

    private static RuntimeException invalid(String what) {
        return PlacementFault.of(400, QueryText.INVALID + what).raise();
    }
}
