package kilonova.gateway.compute.server;

import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.Phase;
import kilonova.compute.v1.Power;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.ServerFilter;
import kilonova.compute.v1.ServerOrder;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** The query of a list of servers, as the control plane takes it. Pure. Who may use which filter is for the policy. */
final class ServerQuery {
    private final ComputeRequest request;

    ServerQuery(ComputeRequest request) {
        this.request = request;
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
        boolean filtersInternals = request.exchange().query().names().stream().anyMatch(each -> each.startsWith("_"));
        if (filtersInternals) {
            throw HttpFault.of(400, "Invalid filters.").raise();
        }
        return known
                ? Optional.of(ListServersRequest.newBuilder()
                        .setAfterId(request.query("marker").orElse(""))
                        .setFilter(filter(statuses))
                        .addAllOrderBy(order()))
                : Optional.empty();
    }

    private List<ServerOrder> order() {
        List<String> keys = request.queries("sort_key");
        List<String> directions = request.queries("sort_dir");
        var orders = new java.util.ArrayList<ServerOrder>();
        for (int i = 0; i < keys.size(); i++) {
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

    private ServerFilter filter(List<String> statuses) {
        var filter = ServerFilter.newBuilder()
                .setAllProjects(request.query("all_tenants")
                        .map(each -> each.isEmpty() || Values.truth(each))
                        .orElse(false))
                .addAllStatuses(statuses);
        text("user_id", filter::setUserId);
        text("name", filter::setName);
        text("display_name", filter::setName);
        text("image", filter::setImageId);
        text("image_ref", filter::setImageId);
        text("flavor", filter::setFlavorId);
        text("host", filter::setHost);
        text("ip", filter::setIpv4);
        text("ip6", filter::setIpv6);
        text("availability_zone", filter::setZone);
        text("key_name", filter::setKeyName);
        text("hostname", filter::setHostname);
        text("reservation_id", filter::setReservationId);
        text("description", filter::setDescription);
        text("display_description", filter::setDescription);
        if (filter.getAllProjects()) {
            text("tenant_id", filter::setProjectId);
            text("project_id", filter::setProjectId);
        }
        filter.addAllIds(request.queries("uuid"));
        truth("deleted", filter::setDeleted);
        truth("config_drive", filter::setConfigDrive);
        times(filter);
        tags(filter);
        states(filter);
        text("metadata", each -> metadata(filter, each));
        return filter.build();
    }

    private void times(ServerFilter.Builder filter) {
        text("changes-since", each -> filter.setChangedSince(Times.parse("changes-since", each)));
        if (request.atLeast(66)) {
            text("changes-before", each -> filter.setChangedBefore(Times.parse("changes-before", each)));
        }
        if (filter.hasChangedSince() && filter.hasChangedBefore()) {
            Timestamp since = filter.getChangedSince();
            Times.inOrder(since, filter.getChangedBefore());
        }
    }

    private void tags(ServerFilter.Builder filter) {
        if (request.atLeast(26)) {
            list("tags").forEach(filter::addTags);
            list("tags-any").forEach(filter::addTagsAny);
            list("not-tags").forEach(filter::addNotTags);
            list("not-tags-any").forEach(filter::addNotTagsAny);
        }
        if (request.atLeast(73)) {
            truth("locked", filter::setLocked);
        }
    }

    private void states(ServerFilter.Builder filter) {
        for (String state : request.queries("vm_state")) {
            matching(RestingState.values(), each -> ServerStatus.vmState(each).equals(state))
                    .forEach(filter::addRestingStates);
        }
        for (String state : request.queries("task_state")) {
            matching(Phase.values(), each -> ServerStatus.taskState(each)
                            .filter(state::equals)
                            .isPresent())
                    .forEach(filter::addPhases);
        }
        text("power_state", state -> matching(Power.values(), each -> Integer.toString(ServerStatus.powerState(each))
                        .equals(state))
                .filter(each -> each != Power.UNRECOGNIZED)
                .findFirst()
                .ifPresent(filter::setPower));
    }

    private static <T> Stream<T> matching(T[] values, java.util.function.Predicate<T> rule) {
        return Arrays.stream(values).filter(rule);
    }

    private static void metadata(ServerFilter.Builder filter, String json) {
        var tree = Json.parse(json.getBytes(StandardCharsets.UTF_8))
                .filter(each -> each.isObject())
                .orElseThrow(() -> HttpFault.of(400, "Invalid metadata filter: not a JSON object.")
                        .raise());
        filter.putAllMetadata(Values.texts(tree));
    }

    private Stream<String> list(String name) {
        return request.query(name).stream().flatMap(each -> Stream.of(each.split(",", -1)));
    }

    private void text(String name, Consumer<String> set) {
        request.query(name).ifPresent(set);
    }

    private void truth(String name, Consumer<Boolean> set) {
        request.query(name).map(Values::truth).ifPresent(set);
    }
}
