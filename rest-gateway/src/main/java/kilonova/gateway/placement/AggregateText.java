package kilonova.gateway.placement;

import java.util.ArrayList;
import java.util.List;
import kilonova.placement.v1.AnyOf;

/**
 * Aggregates in a query: an id, {@code in:} and some, and since 1.32 the same after {@code !}.
 *
 * @param required one of each
 * @param forbidden none of these
 */
record AggregateText(List<AnyOf> required, List<String> forbidden) {
    private static final int REPEATED_SINCE = 24;
    private static final int FORBIDDEN_SINCE = 32;

    /** @throws kilonova.gateway.http.HttpFaultException 400 for what is of another form, or of a later version */
    static AggregateText parse(List<String> values, PlacementVersion version) {
        if (values.size() > 1 && !version.atLeast(REPEATED_SINCE)) {
            throw PlacementFault.of(400, "Multiple member_of parameters are not supported")
                    .raise();
        }
        var required = new ArrayList<AnyOf>();
        var forbidden = new ArrayList<String>();
        for (String value : values) {
            boolean refuses = value.startsWith("!");
            List<String> ids = ids(refuses ? value.substring(1) : value);
            if (refuses && !version.atLeast(FORBIDDEN_SINCE)) {
                throw PlacementFault.of(
                                400, "Forbidden member_of parameters are not supported in the specified microversion")
                        .raise();
            }
            if (refuses) {
                forbidden.addAll(ids);
            } else {
                required.add(AnyOf.newBuilder().addAllValues(ids).build());
            }
        }
        return new AggregateText(required, forbidden);
    }

    private static List<String> ids(String text) {
        String[] values = text.startsWith("in:") ? text.substring(3).split(",", -1) : new String[] {text};
        var ids = new ArrayList<String>();
        for (String value : values) {
            if (!PlacementIds.like(value)) {
                throw PlacementFault.of(
                                400,
                                QueryText.INVALID + "Expected 'member_of' parameter to contain valid UUID(s). Got: "
                                        + value)
                        .raise();
            }
            ids.add(PlacementIds.canonical(value));
        }
        return ids;
    }
}
