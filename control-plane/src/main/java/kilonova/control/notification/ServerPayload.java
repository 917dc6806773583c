package kilonova.control.notification;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import kilonova.compute.v1.DiskConfig;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerAddress;
import kilonova.compute.v1.ServerFlavor;
import kilonova.compute.v1.ServerInterface;
import kilonova.control.operation.Operation;
import kilonova.control.server.ServerNews;

/** What Nova's notifications say of a server: states as the change left them, the rest as it is now. */
final class ServerPayload {
    private static final int MICROS = 1_000_000;

    private final Server server;
    private final ServerNews news;
    private final Optional<Operation> operation;

    ServerPayload(Server server, ServerNews news, Optional<Operation> operation) {
        this.server = server;
        this.news = news;
        this.operation = operation;
    }

    /** The payload of one event. */
    NovaObject of(String event, Optional<NovaObject> keypair, long at) {
        if (event.equals(ServerEvents.UPDATE)) {
            return update(at);
        }
        boolean create = event.startsWith("instance.create.");
        var payload = common(
                create
                        ? new NovaObject("InstanceCreatePayload", "1.13")
                        : new NovaObject("InstanceActionPayload", "1.9"));
        if (event.endsWith(".error")) {
            payload.set("fault", fault());
        } else {
            payload.none("fault");
        }
        if (create) {
            var keypairs = payload.data().putArray("keypairs");
            keypair.map(NovaObject::json).ifPresent(keypairs::add);
            payload.list("tags", server.getTagsList())
                    .text("instance_name", server.getAdmin().getGuestName());
            if (server.getTrustedImageCertificatesCount() == 0) {
                payload.none("trusted_image_certificates");
            } else {
                payload.list("trusted_image_certificates", server.getTrustedImageCertificatesList());
            }
        }
        return payload;
    }

    private NovaObject update(long at) {
        var payload = common(new NovaObject("InstanceUpdatePayload", "2.1"));
        var states = new NovaObject("InstanceStateUpdatePayload", "1.0")
                .text("old_state", news.formerState().orElse(""))
                .text("state", news.state())
                .text("old_task_state", news.formerTask().orElse(""))
                .text("new_task_state", news.task().orElse(""));
        long month = Instant.ofEpochSecond(at / MICROS)
                .atOffset(ZoneOffset.UTC)
                .withDayOfMonth(1)
                .with(LocalTime.MIDNIGHT)
                .toEpochSecond();
        var period = new NovaObject("AuditPeriodPayload", "1.0")
                .time("audit_period_beginning", month * MICROS)
                .time("audit_period_ending", at);
        return payload.set("state_update", states)
                .set("audit_period", period)
                .text("old_display_name", news.formerName())
                .list("tags", server.getTagsList());
    }

    private NovaObject common(NovaObject payload) {
        boolean deleted = news.rests().equals("DELETED");
        payload.put("uuid", server.getId())
                .put("user_id", server.getUserId())
                .put("tenant_id", server.getProjectId())
                .text("reservation_id", server.getAdmin().getReservationId())
                .put("display_name", server.getName())
                .text("display_description", server.getDescription())
                .text("host_name", server.getHostname())
                .text("host", news.host())
                .text("node", news.host().isEmpty() ? "" : server.getAdmin().getHypervisorHostname())
                .text("os_type", server.getImagePropertiesOrDefault("os_type", ""))
                .text("architecture", server.getImagePropertiesOrDefault("hw_architecture", ""))
                .text("availability_zone", server.getZone())
                .set("flavor", flavor(server.getFlavor()))
                .put("image_uuid", server.getImageId())
                .text("key_name", server.getKeyName())
                .put("kernel_id", server.getAdmin().getKernelId())
                .put("ramdisk_id", server.getAdmin().getRamdiskId())
                .time("created_at", true, server.getCreateTime())
                .time("launched_at", server.hasLaunchTime() && !news.rests().equals("BUILDING"), server.getLaunchTime())
                .time("terminated_at", deleted && server.hasTerminateTime(), server.getTerminateTime())
                .time("deleted_at", deleted && server.hasDeleteTime(), server.getDeleteTime())
                .time("updated_at", server.hasUpdateTime(), server.getUpdateTime())
                .put("state", news.state())
                .put("power_state", power(news.power()))
                .text("task_state", news.task().orElse(""))
                .put("progress", server.getProgress());
        addresses(payload);
        payload.data().putArray("block_devices");
        payload.data().putArray("shares");
        return payload.map("metadata", server.getMetadataMap())
                .put("locked", server.getLocked())
                .text("locked_reason", server.getLockedReason())
                .put("auto_disk_config", server.getDiskConfig() == DiskConfig.DISK_CONFIG_AUTO ? "AUTO" : "MANUAL")
                .text("request_id", operation.map(Operation::traceId).orElse(""))
                .put(
                        "action_initiator_user",
                        operation.map(each -> each.user().value()).orElse(server.getUserId()))
                .put(
                        "action_initiator_project",
                        operation.map(each -> each.project().value()).orElse(server.getProjectId()));
    }

    private static String power(String power) {
        return switch (power) {
            case "RUNNING" -> "running";
            case "PAUSED" -> "paused";
            case "SHUT_OFF" -> "shutdown";
            case "CRASHED" -> "crashed";
            case "SUSPENDED" -> "suspended";
            default -> "pending";
        };
    }

    private static NovaObject flavor(ServerFlavor flavor) {
        return new NovaObject("FlavorPayload", "1.4")
                .put("flavorid", flavor.getId())
                .put("memory_mb", flavor.getMemoryMb())
                .put("vcpus", flavor.getVcpus())
                .put("root_gb", flavor.getDiskGb())
                .put("ephemeral_gb", flavor.getEphemeralGb())
                .put("name", flavor.getName())
                .put("swap", flavor.getSwapMb())
                .none("rxtx_factor")
                .put("vcpu_weight", 0)
                .put("disabled", false)
                .put("is_public", true)
                .map("extra_specs", flavor.getExtraSpecsMap())
                .none("projects")
                .none("description");
    }

    private void addresses(NovaObject payload) {
        var list = payload.data().putArray("ip_addresses");
        for (ServerInterface port : server.getInterfacesList()) {
            for (ServerAddress address : port.getAddressesList()) {
                list.add(new NovaObject("IpPayload", "1.0")
                        .put("label", port.getNetworkName())
                        .put("mac", port.getMacAddress())
                        .map("meta", Map.of())
                        .put("port_uuid", port.getPortId())
                        .put("version", address.getVersion())
                        .put("address", address.getAddress())
                        .none("device_name")
                        .json());
            }
        }
    }

    private NovaObject fault() {
        var failure = operation.flatMap(Operation::failure);
        return new NovaObject("ExceptionPayload", "1.1")
                .put("module_name", "kilonova.control.server")
                .put("function_name", operation.map(Operation::kind).orElse(""))
                .put("exception", failure.map(each -> each.reason()).orElse("Unknown"))
                .put(
                        "exception_message",
                        failure.map(each -> each.message())
                                .orElse(server.getFault().getMessage()))
                .put("traceback", "");
    }

    /** Who tells: the service of Nova's that would. */
    String publisher(String event, String machine) {
        String host = news.host().isEmpty() ? news.on() : news.host();
        boolean api = host.isEmpty() || event.equals(ServerEvents.UPDATE) && news.made();
        return api ? "nova-api:" + machine : "nova-compute:" + host;
    }
}
