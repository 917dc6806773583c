package kilonova.gateway.placement;

import java.util.LinkedHashMap;
import java.util.Map;
import kilonova.gateway.http.HttpFault;

/** Amounts in a query: {@code VCPU:2,MEMORY_MB:1024}. */
final class ResourceText {
    private static final String FORM =
            "Badly formed resources parameter. Expected resources query string parameter in form:"
                    + " ?resources=VCPU:2,MEMORY_MB:1024. Got: ";
    private static final int MOST_DIGITS = 18;

    private ResourceText() {}

    /** @throws kilonova.gateway.http.HttpFaultException 400 for what is of another form */
    static Map<String, Long> parse(String text) {
        if (text.isBlank()) {
            throw PlacementFault.of(400, FORM + "empty string.").raise();
        }
        var amounts = new LinkedHashMap<String, Long>();
        for (String each : text.split(",", -1)) {
            String[] parts = each.split(":", -1);
            if (parts.length != 2) {
                throw PlacementFault.of(400, FORM + each + ".").raise();
            }
            amounts.put(parts[0], amount(parts[0], parts[1]));
        }
        return amounts;
    }

    static HttpFault unknownClass(String name) {
        return PlacementFault.of(
                400, "Invalid resource class in resources parameter: No such resource class " + name + ".");
    }

    private static long amount(String resource, String text) {
        String digits = text.strip();
        boolean negative = digits.startsWith("-");
        String bare = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        if (bare.isEmpty() || bare.length() > MOST_DIGITS || !bare.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw PlacementFault.of(
                            400,
                            "Requested resource " + resource + " expected positive integer amount. Got: " + text + ".")
                    .raise();
        }
        long amount = negative ? -Long.parseLong(bare) : Long.parseLong(bare);
        if (amount < 1) {
            throw PlacementFault.of(
                            400, "Requested resource " + resource + " requires amount >= 1. Got: " + amount + ".")
                    .raise();
        }
        return amount;
    }
}
