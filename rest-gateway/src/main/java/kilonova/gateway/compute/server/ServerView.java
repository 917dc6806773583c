package kilonova.gateway.compute.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import kilonova.compute.v1.DiskConfig;
import kilonova.compute.v1.Fault;
import kilonova.compute.v1.HostStatus;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerAdminView;
import kilonova.compute.v1.ServerFlavor;
import kilonova.compute.v1.ServerInterface;
import kilonova.gateway.compute.Links;
import kilonova.gateway.compute.Microversion;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Json;

/** A server as the newest version shows it; older versions by {@link ServerDowngrades}. */
public final class ServerView {
    private static final String ATTRIBUTE = "OS-EXT-SRV-ATTR:";

    /** From 2.3 on administrators are shown user data. */
    static final int USER_DATA = 3;

    /** Where a server is shown: the places differ in a few members. */
    enum Place {
        SHOW,
        LIST,
        UPDATE
    }

    private ServerView() {}

    static ObjectNode of(Server server, Links links, Microversion version, Place place) {
        return ServerDowngrades.STEPS.to(
                version, newest(server, links, place), new ServerDowngrades.Context(server, links, place));
    }

    /** As the newest version shows one server. */
    public static ObjectNode newest(Server server, Links links) {
        return newest(server, links, Place.SHOW);
    }

    /** Id, name and links: what the short list shows, the same in all versions. */
    static ObjectNode brief(Server server, Links links) {
        var view = Json.object().put("id", server.getId()).put("name", server.getName());
        links.both(view, "servers", server.getId());
        return view;
    }

    private static ObjectNode newest(Server server, Links links, Place place) {
        String status = ServerStatus.of(server);
        var view = Json.object()
                .put("id", server.getId())
                .put("name", server.getName())
                .put("status", status)
                .put("tenant_id", server.getProjectId())
                .put("user_id", server.getUserId())
                .put("hostId", server.getHostHash())
                .put("accessIPv4", server.getAccessIpv4())
                .put("accessIPv6", server.getAccessIpv6())
                .put("created", Times.seconds(server.getCreateTime()))
                .put("updated", Times.seconds(server.hasUpdateTime() ? server.getUpdateTime() : server.getCreateTime()))
                .put("config_drive", server.getConfigDrive() ? "True" : "")
                .put("locked", server.getLocked())
                .put("OS-DCF:diskConfig", diskConfig(server.getDiskConfig()))
                .put("OS-EXT-AZ:availability_zone", server.getZone())
                .put("OS-EXT-STS:vm_state", ServerStatus.vmState(server.getRestingState()))
                .put("OS-EXT-STS:power_state", ServerStatus.powerState(server.getPower()));
        Values.putOrNull(
                view,
                "OS-EXT-STS:task_state",
                ServerStatus.taskState(server.getPhase()).orElse(""));
        Times.put(view, "OS-SRV-USG:launched_at", server.hasLaunchTime(), server.getLaunchTime());
        Times.put(view, "OS-SRV-USG:terminated_at", server.hasTerminateTime(), server.getTerminateTime());
        Values.putOrNull(view, "key_name", server.getKeyName());
        Values.putOrNull(view, "description", server.getDescription());
        Values.putOrNull(view, "locked_reason", server.getLockedReason());
        Values.putOrNull(view, "pinned_availability_zone", server.getPinnedZone());
        Values.put(view, "metadata", server.getMetadataMap());
        links.both(view, "servers", server.getId());
        parts(view, server, links, place);
        if (ServerStatus.hasProgress(status)) {
            view.put("progress", server.getProgress());
        }
        if (ServerStatus.hasFault(status) && server.hasFault()) {
            fault(view.putObject("fault"), server.getFault());
        }
        return view;
    }

    private static void parts(ObjectNode view, Server server, Links links, Place place) {
        flavor(view.putObject("flavor"), server.getFlavor());
        image(view, server, links);
        addresses(view.putObject("addresses"), server);
        server.getTagsList().forEach(view.putArray("tags")::add);
        if (server.getTrustedImageCertificatesCount() == 0) {
            view.putNull("trusted_image_certificates");
        } else {
            server.getTrustedImageCertificatesList().forEach(view.putArray("trusted_image_certificates")::add);
        }
        ArrayNode volumes = view.putArray("os-extended-volumes:volumes_attached");
        server.getVolumesList().forEach(each -> volumes.addObject()
                .put("id", each.getId())
                .put("delete_on_termination", each.getDeleteOnTermination()));
        if (server.getSecurityGroupsCount() > 0) {
            ArrayNode groups = view.putArray("security_groups");
            server.getSecurityGroupsList().forEach(each -> groups.addObject().put("name", each));
        }
        if (place != Place.LIST) {
            server.getServerGroupIdsList().forEach(view.putArray("server_groups")::add);
        }
        view.set(
                "scheduler_hints",
                Json.parse(server.getSchedulerHints().getBytes(StandardCharsets.UTF_8))
                        .orElseGet(Json::object));
        view.put(ATTRIBUTE + "hostname", server.getHostname());
        if (server.hasAdmin()) {
            admin(view, server.getAdmin());
        }
        if (server.hasHostStatus()) {
            view.put("host_status", hostStatus(server.getHostStatus()));
        }
    }

    private static void flavor(ObjectNode view, ServerFlavor flavor) {
        view.put("original_name", flavor.getName())
                .put("vcpus", flavor.getVcpus())
                .put("ram", flavor.getMemoryMb())
                .put("disk", flavor.getDiskGb())
                .put("ephemeral", flavor.getEphemeralGb())
                .put("swap", flavor.getSwapMb());
        Values.put(view, "extra_specs", flavor.getExtraSpecsMap());
    }

    private static void image(ObjectNode view, Server server, Links links) {
        if (server.getImageId().isEmpty()) {
            view.put("image", "");
            return;
        }
        var image = view.putObject("image").put("id", server.getImageId());
        links.bookmark(image, "images", server.getImageId());
        Values.put(image, "properties", server.getImagePropertiesMap());
    }

    private static void addresses(ObjectNode view, Server server) {
        for (ServerInterface port : server.getInterfacesList()) {
            String name = port.getNetworkName();
            ArrayNode network = view.get(name) instanceof ArrayNode known ? known : view.putArray(name);
            port.getAddressesList().forEach(each -> network.addObject()
                    .put("version", each.getVersion())
                    .put("addr", each.getAddress())
                    .put("OS-EXT-IPS:type", each.getFloating() ? "floating" : "fixed")
                    .put("OS-EXT-IPS-MAC:mac_addr", port.getMacAddress()));
        }
    }

    private static void admin(ObjectNode view, ServerAdminView admin) {
        Values.putOrNull(view, ATTRIBUTE + "host", admin.getHost());
        Values.putOrNull(view, ATTRIBUTE + "hypervisor_hostname", admin.getHypervisorHostname());
        view.put(ATTRIBUTE + "instance_name", admin.getGuestName())
                .put(ATTRIBUTE + "reservation_id", admin.getReservationId())
                .put(ATTRIBUTE + "launch_index", admin.getLaunchIndex())
                .put(ATTRIBUTE + "kernel_id", admin.getKernelId())
                .put(ATTRIBUTE + "ramdisk_id", admin.getRamdiskId());
        Values.putOrNull(view, ATTRIBUTE + "root_device_name", admin.getRootDeviceName());
        Values.putOrNull(view, ATTRIBUTE + "user_data", admin.getUserData());
    }

    private static void fault(ObjectNode view, Fault fault) {
        view.put("code", fault.getCode())
                .put("created", Times.seconds(fault.getCreateTime()))
                .put("message", fault.getMessage());
        if (!fault.getDetails().isEmpty()) {
            view.put("details", fault.getDetails());
        }
    }

    static String diskConfig(DiskConfig config) {
        return switch (config) {
            case DISK_CONFIG_AUTO -> "AUTO";
            case DISK_CONFIG_UNSPECIFIED, DISK_CONFIG_MANUAL, UNRECOGNIZED -> "MANUAL";
        };
    }

    private static String hostStatus(HostStatus status) {
        return switch (status) {
            case HOST_STATUS_UP -> "UP";
            case HOST_STATUS_DOWN -> "DOWN";
            case HOST_STATUS_MAINTENANCE -> "MAINTENANCE";
            case HOST_STATUS_UNKNOWN -> "UNKNOWN";
            case HOST_STATUS_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }
}
