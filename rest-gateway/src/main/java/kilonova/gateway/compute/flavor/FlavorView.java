package kilonova.gateway.compute.flavor;

import static kilonova.gateway.compute.Downgrades.added;
import static kilonova.gateway.compute.Downgrades.since;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kilonova.compute.v1.Flavor;
import kilonova.gateway.compute.Downgrades;
import kilonova.gateway.compute.Links;
import kilonova.gateway.compute.Microversion;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Json;

/** A flavor as the newest version shows it, and the steps down to older ones. */
final class FlavorView {
    private static final Downgrades<Flavor> STEPS = Downgrades.of(
            since(102, FlavorView::withFieldsOfOld),
            since(75, (view, flavor) -> noSwapAsText(view)),
            added(61, "extra_specs"),
            added(55, "description"));
    private static final Downgrades<Flavor> BRIEF_STEPS = Downgrades.of(added(55, "description"));

    private FlavorView() {}

    static ObjectNode of(Flavor flavor, Links links, Microversion version) {
        var view = named(flavor, links)
                .put("vcpus", flavor.getVcpus())
                .put("ram", flavor.getMemoryMb())
                .put("disk", flavor.getDiskGb())
                .put("OS-FLV-EXT-DATA:ephemeral", flavor.getEphemeralGb())
                .put("swap", flavor.getSwapMb())
                .put("os-flavor-access:is_public", flavor.getPublic());
        Values.put(view, "extra_specs", flavor.getExtraSpecsMap());
        return STEPS.to(version, view, flavor);
    }

    static ObjectNode brief(Flavor flavor, Links links, Microversion version) {
        return BRIEF_STEPS.to(version, named(flavor, links), flavor);
    }

    private static ObjectNode named(Flavor flavor, Links links) {
        var view = Json.object().put("id", flavor.getId()).put("name", flavor.getName());
        Values.putOrNull(view, "description", flavor.getDescription());
        links.both(view, "flavors", flavor.getId());
        return view;
    }

    private static void withFieldsOfOld(ObjectNode view, Flavor flavor) {
        view.put("rxtx_factor", flavor.getRxtxFactor()).put("OS-FLV-DISABLED:disabled", flavor.getDisabled());
    }

    private static void noSwapAsText(ObjectNode view) {
        if (view.path("swap").asInt() == 0) {
            view.put("swap", "");
        }
    }
}
