package kilonova.gateway.compute.server;

import static kilonova.gateway.compute.Downgrades.added;
import static kilonova.gateway.compute.Downgrades.since;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import kilonova.compute.v1.Server;
import kilonova.gateway.compute.Downgrades;
import kilonova.gateway.compute.Links;

/** What each version changed in the view of a server, undone. */
final class ServerDowngrades {
    private static final String ATTRIBUTE = "OS-EXT-SRV-ATTR:";
    private static final String HOSTNAME = ATTRIBUTE + "hostname";

    /** What an update showed before it showed all. */
    private static final Set<String> UPDATED = Set.of(
            "accessIPv4",
            "accessIPv6",
            "addresses",
            "created",
            "description",
            "fault",
            "flavor",
            "hostId",
            "id",
            "image",
            "links",
            "locked",
            "locked_reason",
            "metadata",
            "name",
            "OS-DCF:diskConfig",
            "progress",
            "server_groups",
            "status",
            "tags",
            "tenant_id",
            "trusted_image_certificates",
            "updated",
            "user_id");

    static final Downgrades<Context> STEPS = Downgrades.of(
            added(100, "scheduler_hints"),
            since(98, (view, context) -> member(view, "image", "properties")),
            added(96, "pinned_availability_zone"),
            since(90, (view, context) -> hostnameForAdministrators(view)),
            since(75, ServerDowngrades::shortUpdate),
            added(73, "locked_reason"),
            added(71, "server_groups"),
            added(63, "trusted_image_certificates"),
            since(47, ServerDowngrades::flavorByLink),
            added(26, "tags"),
            added(19, "description"),
            added(16, "host_status"),
            added(9, "locked"),
            since(3, (view, context) -> fewerAttributes(view)));

    /** What the steps need besides the view. */
    record Context(Server server, Links links, ServerView.Place place) {}

    private ServerDowngrades() {}

    private static void member(ObjectNode view, String object, String member) {
        if (view.get(object) instanceof ObjectNode found) {
            found.remove(member);
        }
    }

    private static void hostnameForAdministrators(ObjectNode view) {
        if (!view.has(ATTRIBUTE + "host")) {
            view.remove(HOSTNAME);
        }
    }

    private static void shortUpdate(ObjectNode view, Context context) {
        if (context.place() == ServerView.Place.UPDATE) {
            view.retain(UPDATED);
            for (JsonNode network : view.path("addresses")) {
                for (JsonNode address : network) {
                    ((ObjectNode) address).remove(List.of("OS-EXT-IPS:type", "OS-EXT-IPS-MAC:mac_addr"));
                }
            }
        }
    }

    private static void flavorByLink(ObjectNode view, Context context) {
        String id = context.server().getFlavor().getId();
        context.links().bookmark(view.putObject("flavor").put("id", id), "flavors", id);
    }

    private static void fewerAttributes(ObjectNode view) {
        view.remove(List.of(
                HOSTNAME,
                ATTRIBUTE + "kernel_id",
                ATTRIBUTE + "ramdisk_id",
                ATTRIBUTE + "launch_index",
                ATTRIBUTE + "reservation_id",
                ATTRIBUTE + "root_device_name",
                ATTRIBUTE + "user_data"));
        for (JsonNode volume : view.path("os-extended-volumes:volumes_attached")) {
            ((ObjectNode) volume).remove("delete_on_termination");
        }
    }
}
