package kilonova.gateway.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.QueryParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.network.v1.AttributeFilter;
import kilonova.network.v1.AttributeOrder;
import kilonova.network.v1.Listing;

/** Pure. The query of a list: which resources, in which order, which of their attributes. */
final class ListQuery {
    private final QueryParams query;
    private final Map<String, String> queryable;

    /** @param queryable attribute in queries → attribute of the service */
    ListQuery(QueryParams query, Map<String, String> queryable) {
        this.query = query;
        this.queryable = queryable;
    }

    /** How many at most; without a limit all of them. */
    int limit() {
        String text = query.get("limit", "");
        if (text.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        if (!text.matches("\\d{1,9}")) {
            throw NetworkWords.bad("Bad limit request: limit must be an integer greater than or equal to zero.");
        }
        int limit = Integer.parseInt(text);
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }

    boolean limited() {
        return limit() != Integer.MAX_VALUE;
    }

    Listing listing() {
        var listing = Listing.newBuilder().addAllOrderBy(orders());
        if (limited()) {
            listing.setPageSize(limit());
        }
        for (String name : query.names()) {
            switch (name) {
                case "limit", "fields", "sort_key", "sort_dir" -> {}
                case "page_reverse" -> requireForwards(query.get(name, ""));
                case "marker" -> listing.setAfterId(query.get(name, ""));
                default -> listing.addAllFilters(filters(name, query.getAll(name)));
            }
        }
        return listing.build();
    }

    /** Pages are given from the first to the last only. */
    private static void requireForwards(String reverse) {
        if (!reverse.isEmpty() && !reverse.equalsIgnoreCase("false") && !reverse.equals("0")) {
            throw NetworkWords.bad("page_reverse=" + reverse + " is not supported (expected: false).");
        }
    }

    /** The same list where a page of it ended. */
    Listing after(String token, int limit) {
        return listing().toBuilder().setPageToken(token).setPageSize(limit).build();
    }

    /** The attributes that were asked for: all, when none were named. */
    ObjectNode only(ObjectNode view) {
        List<String> fields = query.getAll("fields");
        if (!fields.isEmpty()) {
            view.retain(fields);
        }
        return view;
    }

    private List<AttributeOrder> orders() {
        List<String> keys = query.getAll("sort_key");
        List<String> directions = query.getAll("sort_dir");
        var orders = new ArrayList<AttributeOrder>();
        for (int i = 0; i < keys.size(); i++) {
            String direction = i < directions.size() ? directions.get(i) : "asc";
            if (!direction.equals("asc") && !direction.equals("desc")) {
                throw NetworkWords.bad("The sort direction '" + direction + "' is neither asc nor desc.");
            }
            orders.add(AttributeOrder.newBuilder()
                    .setAttribute(known(keys.get(i), "sorting"))
                    .setDescending(direction.equals("desc"))
                    .build());
        }
        return orders;
    }

    private List<AttributeFilter> filters(String name, List<String> values) {
        if (!name.equals("fixed_ips")) {
            return List.of(filter(known(name, "filtering"), values));
        }
        var filters = new ArrayList<AttributeFilter>();
        for (String value : values) {
            int equals = value.indexOf('=');
            String part = equals < 0 ? value : value.substring(0, equals);
            if (equals < 0 || !part.equals("ip_address") && !part.equals("subnet_id")) {
                throw NetworkWords.bad("fixed_ips=" + value + " (expected: ip_address=… or subnet_id=…)");
            }
            filters.add(filter(part, List.of(value.substring(equals + 1))));
        }
        return filters;
    }

    private static AttributeFilter filter(String attribute, List<String> values) {
        return AttributeFilter.newBuilder()
                .setAttribute(attribute)
                .addAllValues(values)
                .build();
    }

    private String known(String name, String what) {
        return Optional.ofNullable(queryable.get(name))
                .orElseThrow(() -> NetworkWords.bad("['" + name + "'] is invalid attribute for " + what));
    }
}
