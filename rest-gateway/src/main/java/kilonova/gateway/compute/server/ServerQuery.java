package kilonova.gateway.compute.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ServerOrder;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.http.HttpFault;

/** The query of a list of servers, as the control plane takes it. Pure. Who may use which filter is for the policy. */
final class ServerQuery {
    /**
     * Sort keys that Nova takes and ignores, whatever its table holds: they stand in its schema and on its list of keys to
     * ignore (SERVER_LIST_IGNORE_SORT_KEY), because they were accepted before there were schemas.
     */
    private static final Set<String> PASSED_OVER = Set.of(
            "architecture",
            "cell_name",
            "cleaned",
            "default_ephemeral_device",
            "default_swap_device",
            "deleted",
            "deleted_at",
            "disable_terminate",
            "ephemeral_gb",
            "ephemeral_key_uuid",
            "id",
            "key_data",
            "launched_on",
            "memory_mb",
            "os_type",
            "reservation_id",
            "root_gb",
            "shutdown_terminate",
            "user_data",
            "vcpus",
            "vm_mode");

    private final ComputeRequest request;
    private final ServerFilterQuery filters;

    ServerQuery(ComputeRequest request) {
        this.request = request;
        this.filters = new ServerFilterQuery(request);
    }

    /** The request without page size and token; empty when no server can match. */
    Optional<ListServersRequest.Builder> request() {
        List<String> statuses = request.queries("status").stream()
                .map(each -> each.toUpperCase(Locale.ROOT))
                .toList();
        boolean known = ServerStatus.ALL.containsAll(statuses);
        if (!known && request.atLeast(38)) {
            throw HttpFault.of(400, "Invalid status value").raise();
        }
        return known
                ? Optional.of(ListServersRequest.newBuilder()
                        .setAfterId(request.query("marker").orElse(""))
                        .setFilter(filters.everyone(statuses))
                        .setPrivilegedFilter(filters.privileged())
                        .addAllOrderBy(order()))
                : Optional.empty();
    }

    private List<ServerOrder> order() {
        List<String> keys = request.queries("sort_key");
        List<String> directions = request.queries("sort_dir");
        var orders = new ArrayList<ServerOrder>();
        for (int i = 0; i < keys.size(); i++) {
            if (PASSED_OVER.contains(keys.get(i)) || keys.get(i).equals("locked") && !request.atLeast(73)) {
                continue;
            }
            orders.add(ServerOrder.newBuilder()
                    .setKey(keys.get(i))
                    .setDescending(i >= directions.size() || descending(directions.get(i)))
                    .build());
        }
        return orders;
    }

    private static boolean descending(String direction) {
        return switch (direction) {
            case "asc" -> false;
            case "desc" -> true;
            default ->
                throw HttpFault.of(400, "Unknown sort direction, must be 'desc' or 'asc'.")
                        .raise();
        };
    }
}
