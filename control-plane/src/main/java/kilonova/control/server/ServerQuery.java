package kilonova.control.server;

import static kilonova.control.store.tables.Tables.SERVER;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ServerFilter;
import kilonova.compute.v1.ServerOrder;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.TextSearch;
import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * Which servers to list, and in which order. Pages go by key: the last row of a page names the place where the next
 * begins, so a page costs the same wherever it lies.
 */
record ServerQuery(Condition condition, List<SortField<?>> order, int limit) {
    /** Rows of one page, at most ([api]max_limit). */
    static final int MAX_PAGE = 1_000;

    private static final Map<String, Field<?>> KEYS = Map.ofEntries(
            Map.entry("created_at", SERVER.CREATED_AT),
            Map.entry("updated_at", SERVER.UPDATED_AT),
            Map.entry("launched_at", SERVER.LAUNCHED_AT),
            Map.entry("terminated_at", SERVER.TERMINATED_AT),
            Map.entry("display_name", SERVER.NAME),
            Map.entry("name", SERVER.NAME),
            Map.entry("uuid", SERVER.ID),
            Map.entry("vm_state", SERVER.RESTING),
            Map.entry("task_state", SERVER.PHASE),
            Map.entry("power_state", SERVER.POWER),
            Map.entry("project_id", SERVER.PROJECT_ID),
            Map.entry("user_id", SERVER.USER_ID),
            Map.entry("image_ref", SERVER.IMAGE_ID),
            Map.entry("instance_type_id", SERVER.FLAVOR_ID),
            Map.entry("availability_zone", SERVER.ZONE),
            Map.entry("host", SERVER.HOST_NAME),
            Map.entry("locked", SERVER.LOCKED_BY));

    /**
     * @param scope the project that the caller may see, empty for all
     * @param after the last server of the page before
     */
    static ServerQuery of(ListServersRequest request, Optional<ProjectId> scope, Optional<Server> after) {
        var order = new ArrayList<SortField<?>>();
        var keys = new ArrayList<Field<?>>();
        for (ServerOrder each : request.getOrderByList()) {
            Field<?> key = KEYS.get(each.getKey());
            if (key == null) {
                throw new Problem.Invalid("order_by", each.getKey() + " is no key to sort by").raise();
            }
            keys.add(key);
            order.add(each.getDescending() ? key.desc() : key.asc());
        }
        if (order.isEmpty()) {
            order.add(SERVER.CREATED_AT.desc());
            keys.add(SERVER.CREATED_AT);
        }
        order.add(SERVER.ID.desc());
        keys.add(SERVER.ID);
        Condition where = filter(request.getFilter(), scope);
        if (after.isPresent()) {
            where = where.and(seek(after.get(), keys, order));
        }
        int asked = request.getPageSize();
        return new ServerQuery(where, order, asked == 0 ? MAX_PAGE : Math.min(asked, MAX_PAGE));
    }

    /** Rows that come after the given one in this order. */
    private static Condition seek(Server last, List<Field<?>> keys, List<SortField<?>> order) {
        Condition after = DSL.noCondition();
        Condition equal = DSL.trueCondition();
        for (int i = 0; i < keys.size(); i++) {
            boolean descending = order.get(i).getOrder() == org.jooq.SortOrder.DESC;
            Object value = value(last, keys.get(i));
            after = after.or(equal.and(beyond(keys.get(i), value, descending)));
            equal = equal.and(same(keys.get(i), value));
        }
        return after;
    }

    @SuppressWarnings("unchecked")
    private static Condition beyond(Field<?> key, Object value, boolean descending) {
        Field<Object> field = (Field<Object>) key;
        return descending ? field.lt(value) : field.gt(value);
    }

    @SuppressWarnings("unchecked")
    private static Condition same(Field<?> key, Object value) {
        return ((Field<Object>) key).eq(value);
    }

    private static Object value(Server server, Field<?> key) {
        String name = key.getName();
        return switch (name) {
            case "created_at" -> server.createdAt();
            case "updated_at" -> server.updatedAt();
            case "launched_at" -> server.state().launchedAt().orElse(0L);
            case "terminated_at" -> server.state().terminatedAt().orElse(0L);
            case "name" -> server.name();
            case "id" -> server.id().toString();
            case "resting" -> server.state().rests().name();
            case "phase" -> server.state().phase().map(Enum::name).orElse("");
            case "power" -> server.state().power().name();
            case "project_id" -> server.project().value();
            case "user_id" -> server.user().value();
            case "image_id" -> server.details().image().id();
            case "flavor_id" -> server.flavor().id();
            case "zone" -> server.place().zone();
            case "host_name" -> server.place().hostName().orElse("");
            case "locked_by" -> server.lockedBy().orElse("");
            default -> throw new IllegalStateException("no value for the key " + name);
        };
    }

    private static Condition filter(ServerFilter filter, Optional<ProjectId> scope) {
        Condition where =
                scope.map(project -> SERVER.PROJECT_ID.eq(project.value())).orElse(DSL.noCondition());
        boolean timed = filter.hasChangedSince() || filter.hasChangedBefore();
        if (filter.hasDeleted()) {
            where = where.and(filter.getDeleted() ? SERVER.DELETED_AT.isNotNull() : SERVER.DELETED_AT.isNull());
        } else if (!timed) {
            where = where.and(SERVER.DELETED_AT.isNull());
        }
        if (filter.hasChangedSince()) {
            where = where.and(SERVER.UPDATED_AT.ge(Micros.of(filter.getChangedSince())));
        }
        if (filter.hasChangedBefore()) {
            where = where.and(SERVER.UPDATED_AT.le(Micros.of(filter.getChangedBefore())));
        }
        where = where.and(equal(SERVER.PROJECT_ID, filter.getProjectId()))
                .and(equal(SERVER.USER_ID, filter.getUserId()))
                .and(equal(SERVER.IMAGE_ID, filter.getImageId()))
                .and(equal(SERVER.FLAVOR_ID, filter.getFlavorId()))
                .and(equal(SERVER.HOST_NAME, filter.getHost()))
                .and(equal(SERVER.ZONE, filter.getZone()))
                .and(equal(SERVER.RESERVATION_ID, filter.getReservationId()));
        if (!filter.getName().isEmpty()) {
            where = where.and(matches(SERVER.NAME, filter.getName(), "name"));
        }
        if (filter.getIdsCount() > 0) {
            where = where.and(SERVER.ID.in(filter.getIdsList()));
        }
        if (filter.hasLocked()) {
            where = where.and(filter.getLocked() ? SERVER.LOCKED_BY.isNotNull() : SERVER.LOCKED_BY.isNull());
        }
        if (filter.hasPower()) {
            where = where.and(
                    SERVER.POWER.eq(ServerProto.power(filter.getPower()).name()));
        }
        if (filter.getRestingStatesCount() > 0) {
            where = where.and(SERVER.RESTING.in(filter.getRestingStatesList().stream()
                    .map(state -> state.name().substring("RESTING_STATE_".length()))
                    .toList()));
        }
        if (filter.getPhasesCount() > 0) {
            where = where.and(SERVER.PHASE.in(filter.getPhasesList().stream()
                    .map(phase -> phase.name().substring("PHASE_".length()))
                    .toList()));
        }
        if (filter.getStatusesCount() > 0) {
            Condition any = DSL.falseCondition();
            for (String status : filter.getStatusesList()) {
                any = any.or(Statuses.condition(status.toUpperCase(Locale.ROOT)));
            }
            where = where.and(any);
        }
        return where.and(documents(filter));
    }

    /** What lies within the packed columns: found by text, so a narrower column should be asked for first. */
    private static Condition documents(ServerFilter filter) {
        Condition where = DSL.noCondition();
        if (!filter.getKeyName().isEmpty()) {
            where = where.and(holds("keyName", filter.getKeyName()));
        }
        if (!filter.getHostname().isEmpty()) {
            where = where.and(holds("hostname", filter.getHostname()));
        }
        if (!filter.getDescription().isEmpty()) {
            where = where.and(holds("description", filter.getDescription()));
        }
        if (filter.hasConfigDrive()) {
            where = where.and(SERVER.DETAILS.contains("\"configDrive\":" + filter.getConfigDrive()));
        }
        if (!filter.getIpv4().isEmpty()) {
            where = where.and(matches(SERVER.ADDRESSES, addressPattern(filter.getIpv4()), "ip"));
        }
        if (!filter.getIpv6().isEmpty()) {
            where = where.and(matches(SERVER.ADDRESSES, addressPattern(filter.getIpv6()), "ip6"));
        }
        return where;
    }

    private static Condition holds(String key, String value) {
        return SERVER.DETAILS.contains("\"" + key + "\":" + kilonova.control.store.Json.write(value));
    }

    /** Addresses stand side by side with blanks between: an anchored pattern is anchored to one of them. */
    private static String addressPattern(String pattern) {
        String begun = pattern.startsWith("^") ? "(^| )" + pattern.substring(1) : pattern;
        return begun.endsWith("$") ? begun.substring(0, begun.length() - 1) + "( |$)" : begun;
    }

    private static Condition equal(Field<String> field, String value) {
        return value.isEmpty() ? DSL.noCondition() : field.eq(value);
    }

    /** By regular expression, as Nova leaves it to its database. */
    private static Condition matches(Field<String> field, String pattern, String name) {
        try {
            TextSearch.of(Optional.of(pattern));
        } catch (kilonova.kernel.ProblemException broken) {
            throw new Problem.Invalid(name, broken.problem().message()).raise();
        }
        return field.likeRegex(pattern);
    }
}
