package kilonova.gateway.compute.server;

import com.google.protobuf.Timestamp;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kilonova.compute.v1.DiskConfig;
import kilonova.compute.v1.Phase;
import kilonova.compute.v1.Power;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.ServerFilter;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.HttpFault;

/**
 * The filters in the query of a list of servers. Each version names those that everyone may use; all others count for
 * callers whom the policy lets use every filter, and are passed over for everyone else.
 */
final class ServerFilterQuery {
    private static final List<String> ALWAYS =
            List.of("reservation_id", "name", "status", "image", "flavor", "ip", "changes-since", "all_tenants");
    private static final List<String> TAGS = List.of("tags", "tags-any", "not-tags", "not-tags-any");
    private static final List<String> SINCE_83 = List.of(
            "availability_zone",
            "config_drive",
            "key_name",
            "created_at",
            "launched_at",
            "terminated_at",
            "power_state",
            "task_state",
            "vm_state",
            "progress",
            "user_id");
    /** Tables beside the servers' own: nobody can narrow by them. */
    private static final Set<String> JOINED = Set.of(
            "block_device_mapping",
            "services",
            "metadata",
            "system_metadata",
            "info_cache",
            "security_groups",
            "pci_devices");

    private final ComputeRequest request;
    private final Set<String> open = new HashSet<>(ALWAYS);
    private final ServerFilter.Builder everyone = ServerFilter.newBuilder();
    private final ServerFilter.Builder privileged = ServerFilter.newBuilder();

    ServerFilterQuery(ComputeRequest request) {
        this.request = request;
        opened(5, List.of("ip6"));
        opened(26, TAGS);
        opened(66, List.of("changes-before"));
        opened(73, List.of("locked"));
        opened(83, SINCE_83);
        opened(90, List.of("hostname"));
    }

    private void opened(int version, List<String> names) {
        if (request.atLeast(version)) {
            open.addAll(names);
        }
    }

    /** What counts for every caller. */
    ServerFilter everyone(List<String> statuses) {
        everyone.setAllProjects(request.query("all_tenants")
                        .map(each -> each.isEmpty() || Values.truth(each))
                        .orElse(false))
                .addAllStatuses(statuses);
        texts();
        numbers();
        times();
        tags();
        states();
        request.exchange().query().names().stream()
                .filter(each -> each.startsWith("_") || JOINED.contains(each))
                .forEach(privileged::addUnknown);
        return everyone.build();
    }

    /** What counts for callers who may use every filter. After {@link #everyone}. */
    ServerFilter privileged() {
        return privileged.build();
    }

    private void texts() {
        text("user_id", ServerFilter.Builder::setUserId);
        text("project_id", ServerFilter.Builder::setProjectId);
        text("tenant_id", ServerFilter.Builder::setProjectId);
        text("name", ServerFilter.Builder::setName);
        text("display_name", ServerFilter.Builder::setName);
        text("image", ServerFilter.Builder::setImageId);
        text("image_ref", ServerFilter.Builder::setImageId);
        text("flavor", ServerFilter.Builder::setFlavorId);
        text("host", ServerFilter.Builder::setHost);
        text("node", ServerFilter.Builder::setHypervisorHostname);
        text("ip", ServerFilter.Builder::setIpv4);
        text("ip6", ServerFilter.Builder::setIpv6);
        text("access_ip_v4", ServerFilter.Builder::setAccessIpv4);
        text("access_ip_v6", ServerFilter.Builder::setAccessIpv6);
        text("availability_zone", ServerFilter.Builder::setZone);
        text("key_name", ServerFilter.Builder::setKeyName);
        text("hostname", ServerFilter.Builder::setHostname);
        text("reservation_id", ServerFilter.Builder::setReservationId);
        text("description", ServerFilter.Builder::setDescription);
        text("display_description", ServerFilter.Builder::setDescription);
        text("root_device_name", ServerFilter.Builder::setRootDeviceName);
        text("kernel_id", ServerFilter.Builder::setKernelId);
        text("ramdisk_id", ServerFilter.Builder::setRamdiskId);
        text("locked_by", ServerFilter.Builder::setLockedBy);
        request.queries("uuid").forEach(privileged::addIds);
    }

    private void numbers() {
        text("launch_index", (filter, each) -> filter.setLaunchIndex(number("launch_index", each)));
        text("progress", (filter, each) -> filter.setProgress(number("progress", each)));
        text("deleted", (filter, each) -> filter.setDeleted(Values.truth(each)));
        text("config_drive", (filter, each) -> filter.setConfigDrive(Values.truth(each)));
        text(
                "auto_disk_config",
                (filter, each) -> filter.setDiskConfig(
                        Values.truth(each) ? DiskConfig.DISK_CONFIG_AUTO : DiskConfig.DISK_CONFIG_MANUAL));
    }

    private static int number(String name, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException none) {
            throw HttpFault.of(400, "Invalid filter field: " + name + ".").raise();
        }
    }

    private void times() {
        text("changes-since", (filter, each) -> filter.setChangedSince(Times.parse("changes-since", each)));
        if (request.atLeast(66)) {
            text("changes-before", (filter, each) -> filter.setChangedBefore(Times.parse("changes-before", each)));
        }
        if (everyone.hasChangedSince() && everyone.hasChangedBefore()) {
            Timestamp since = everyone.getChangedSince();
            Times.inOrder(since, everyone.getChangedBefore());
        }
        text("created_at", (filter, each) -> filter.setCreateTime(Times.parse("created_at", each)));
        text("launched_at", (filter, each) -> filter.setLaunchTime(Times.parse("launched_at", each)));
        text("terminated_at", (filter, each) -> filter.setTerminateTime(Times.parse("terminated_at", each)));
    }

    private void tags() {
        if (request.atLeast(26)) {
            list("tags").forEach(everyone::addTags);
            list("tags-any").forEach(everyone::addTagsAny);
            list("not-tags").forEach(everyone::addNotTags);
            list("not-tags-any").forEach(everyone::addNotTagsAny);
        }
        if (request.atLeast(73)) {
            text("locked", (filter, each) -> filter.setLocked(Values.truth(each)));
        }
    }

    /** A state that no server can be in is one that none is in, never one that every server is in. */
    private void states() {
        for (String state : request.queries("vm_state")) {
            target("vm_state").addRestingStates(RestingState.RESTING_STATE_UNSPECIFIED);
            matching(RestingState.values(), each -> ServerStatus.vmState(each).equals(state))
                    .forEach(target("vm_state")::addRestingStates);
        }
        for (String state : request.queries("task_state")) {
            target("task_state").addPhases(Phase.PHASE_UNSPECIFIED);
            matching(Phase.values(), each -> ServerStatus.taskState(each)
                            .filter(state::equals)
                            .isPresent())
                    .forEach(target("task_state")::addPhases);
        }
        text("power_state", (filter, state) -> matching(
                        Power.values(),
                        each -> each != Power.UNRECOGNIZED
                                && Integer.toString(ServerStatus.powerState(each))
                                        .equals(state))
                .findFirst()
                .ifPresentOrElse(filter::setPower, () -> filter.clearRestingStates()
                        .addRestingStates(RestingState.RESTING_STATE_UNSPECIFIED)));
    }

    private static <T> Stream<T> matching(T[] values, Predicate<T> rule) {
        return Arrays.stream(values).filter(rule);
    }

    private Stream<String> list(String name) {
        return request.query(name).stream().flatMap(each -> Stream.of(each.split(",", -1)));
    }

    private void text(String name, BiConsumer<ServerFilter.Builder, String> set) {
        request.query(name).ifPresent(value -> set.accept(target(name), value));
    }

    private ServerFilter.Builder target(String name) {
        return open.contains(name) ? everyone : privileged;
    }
}
