package kilonova.control.server;

import static kilonova.control.store.tables.Tables.SERVER;

import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kilonova.compute.v1.DiskConfig;
import kilonova.compute.v1.ServerFilter;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Json;
import kilonova.control.store.TextSearch;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** A filter of servers as a condition on their rows. What is not said narrows nothing. */
final class ServerFilters {
    private static final long SECOND = 1_000_000;

    private final ServerFilter filter;
    private final List<String> searched = new ArrayList<>();
    private Condition where;

    private ServerFilters(ServerFilter filter, Optional<ProjectId> scope) {
        this.filter = filter;
        this.where = scope.map(project -> SERVER.PROJECT_ID.eq(project.value())).orElse(DSL.noCondition());
    }

    /**
     * What a filter comes to.
     *
     * @param searched names of the fields that hold regular expressions
     */
    record Narrowed(Condition condition, List<String> searched) {}

    /**
     * @param scope the project that the caller may see, empty for all
     * @throws kilonova.kernel.ProblemException Invalid, naming the field, for an expression that not every database reads
     */
    static Narrowed narrowed(ServerFilter filter, Optional<ProjectId> scope) {
        var filters = new ServerFilters(filter, scope);
        if (scope.isEmpty()) {
            filters.exact(SERVER.PROJECT_ID, filter.getProjectId());
        }
        filters.whileThere();
        filters.named();
        filters.at();
        filters.resting();
        filters.timed();
        filters.tagged();
        return new Narrowed(filters.where, List.copyOf(filters.searched));
    }

    private void whileThere() {
        boolean timed = filter.hasChangedSince() || filter.hasChangedBefore();
        if (filter.hasDeleted()) {
            and(filter.getDeleted() ? SERVER.DELETED_AT.isNotNull() : SERVER.DELETED_AT.isNull());
        } else if (!timed) {
            and(SERVER.DELETED_AT.isNull());
        }
    }

    private void named() {
        exact(SERVER.USER_ID, filter.getUserId());
        exact(SERVER.IMAGE_ID, filter.getImageId());
        exact(SERVER.FLAVOR_ID, filter.getFlavorId());
        exact(SERVER.LOCKED_BY, filter.getLockedBy());
        matches(SERVER.NAME, "name", filter.getName());
        matches(SERVER.HOSTNAME, "hostname", filter.getHostname());
        matches(SERVER.DESCRIPTION, "description", filter.getDescription());
        matches(SERVER.KEY_NAME, "key_name", filter.getKeyName());
        matches(SERVER.RESERVATION_ID, "reservation_id", filter.getReservationId());
        matches(SERVER.ACCESS_IPV4, "access_ipv4", filter.getAccessIpv4());
        matches(SERVER.ACCESS_IPV6, "access_ipv6", filter.getAccessIpv6());
        if (filter.getIdsCount() > 0) {
            and(SERVER.ID.in(filter.getIdsList()));
        }
        if (filter.hasConfigDrive()) {
            and(SERVER.CONFIG_DRIVE.eq(filter.getConfigDrive()));
        }
        if (filter.hasLaunchIndex()) {
            and(SERVER.LAUNCH_INDEX.eq(filter.getLaunchIndex()));
        }
        if (filter.getDiskConfig() != DiskConfig.DISK_CONFIG_UNSPECIFIED) {
            and(SERVER.DISK_CONFIG.eq(filter.getDiskConfig() == DiskConfig.DISK_CONFIG_AUTO ? "AUTO" : "MANUAL"));
        }
        if (!filter.getRootDeviceName().isEmpty()
                && !TextSearch.of("root_device_name", Optional.of(filter.getRootDeviceName()))
                        .test(ServerProto.ROOT_DEVICE)) {
            and(DSL.falseCondition());
        }
        if (!filter.getKernelId().isEmpty() || !filter.getRamdiskId().isEmpty()) {
            and(DSL.falseCondition());
        }
    }

    private void at() {
        exact(SERVER.HOST_NAME, filter.getHost());
        matches(ServerColumns.hypervisorOf(SERVER.HOST_ID), "hypervisor_hostname", filter.getHypervisorHostname());
        matches(SERVER.ZONE, "zone", filter.getZone());
        matches(SERVER.ADDRESSES, "ip", address("ip", filter.getIpv4()));
        matches(SERVER.ADDRESSES, "ip6", address("ip6", filter.getIpv6()));
    }

    private void resting() {
        if (filter.hasLocked()) {
            and(filter.getLocked() ? SERVER.LOCKED_BY.isNotNull() : SERVER.LOCKED_BY.isNull());
        }
        if (filter.hasPower()) {
            and(SERVER.POWER.eq(ServerProto.power(filter.getPower()).name()));
        }
        if (filter.getRestingStatesCount() > 0) {
            and(SERVER.RESTING.in(filter.getRestingStatesList().stream()
                    .map(state -> state.name().substring("RESTING_STATE_".length()))
                    .toList()));
        }
        if (filter.getPhasesCount() > 0) {
            and(SERVER.PHASE.in(filter.getPhasesList().stream()
                    .map(phase -> phase.name().substring("PHASE_".length()))
                    .toList()));
        }
        if (filter.hasProgress() && filter.getProgress() != 0) {
            and(DSL.falseCondition());
        }
        if (filter.getStatusesCount() > 0) {
            Condition any = DSL.falseCondition();
            for (String status : filter.getStatusesList()) {
                any = any.or(Statuses.condition(status.toUpperCase(Locale.ROOT)));
            }
            and(any);
        }
    }

    private void timed() {
        if (filter.hasChangedSince()) {
            and(SERVER.UPDATED_AT.ge(Micros.of(filter.getChangedSince())));
        }
        if (filter.hasChangedBefore()) {
            and(SERVER.UPDATED_AT.le(Micros.of(filter.getChangedBefore())));
        }
        within(SERVER.CREATED_AT, filter.hasCreateTime(), filter.getCreateTime());
        within(SERVER.LAUNCHED_AT, filter.hasLaunchTime(), filter.getLaunchTime());
        within(SERVER.TERMINATED_AT, filter.hasTerminateTime(), filter.getTerminateTime());
    }

    private void within(Field<Long> field, boolean asked, Timestamp second) {
        if (asked) {
            long at = Micros.of(second) / SECOND * SECOND;
            and(field.ge(at).and(field.lt(at + SECOND)));
        }
    }

    private void tagged() {
        if (filter.getTagsCount() > 0) {
            and(all(filter.getTagsList()));
        }
        if (filter.getTagsAnyCount() > 0) {
            and(any(filter.getTagsAnyList()));
        }
        if (filter.getNotTagsCount() > 0) {
            and(DSL.not(all(filter.getNotTagsList())));
        }
        if (filter.getNotTagsAnyCount() > 0) {
            and(DSL.not(any(filter.getNotTagsAnyList())));
        }
        for (Map.Entry<String, String> each : filter.getMetadataMap().entrySet()) {
            and(holds(SERVER.METADATA, Json.write(each.getKey()) + ":" + Json.write(each.getValue())));
        }
    }

    private static Condition all(List<String> tags) {
        return tags.stream().map(ServerFilters::tagged).reduce(DSL.trueCondition(), Condition::and);
    }

    private static Condition any(List<String> tags) {
        return tags.stream().map(ServerFilters::tagged).reduce(DSL.falseCondition(), Condition::or);
    }

    private static Condition tagged(String tag) {
        return holds(SERVER.TAGS, "," + tag + ",");
    }

    /** Exactly, case and all: {@code like} differs between databases. */
    private static Condition holds(Field<String> field, String part) {
        return DSL.position(field, DSL.val(part)).gt(0);
    }

    private void exact(Field<String> field, String value) {
        if (!value.isEmpty()) {
            and(field.eq(value));
        }
    }

    /** By regular expression, as Nova leaves it to its database. */
    private void matches(Field<String> field, String name, String pattern) {
        if (!pattern.isEmpty()) {
            searched.add(name);
            and(field.likeRegex(TextSearch.checked(name, pattern)));
        }
    }

    /** Addresses stand side by side with blanks between: an anchored pattern is anchored to one of them. */
    private static String address(String name, String pattern) {
        String checked = TextSearch.checked(name, pattern);
        String begun = checked.startsWith("^") ? "(^| )" + checked.substring(1) : checked;
        return begun.endsWith("$") && !begun.endsWith("\\$") ? begun.substring(0, begun.length() - 1) + "( |$)" : begun;
    }

    private void and(Condition more) {
        where = where.and(more);
    }
}
