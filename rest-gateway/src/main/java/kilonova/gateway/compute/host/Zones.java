package kilonova.gateway.compute.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import kilonova.compute.v1.ListZonesRequest;
import kilonova.compute.v1.Zone;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Times;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Json;

/** The availability zones resource. */
final class Zones {
    private Zones() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", "/os-availability-zone", request -> list(request, false))
                .on("GET", "/os-availability-zone/detail", request -> list(request, true));
    }

    private static Answer list(ComputeRequest request, boolean detail) {
        var zones = HostEndpoints.hosts(request)
                .listZones(ListZonesRequest.newBuilder().setWithHosts(detail).build());
        var document = Json.object();
        var list = document.putArray("availabilityZoneInfo");
        zones.getZonesList().stream()
                .filter(zone -> detail || !zone.getInternal())
                .forEach(zone -> list.add(view(zone, detail)));
        return Answer.json(request.success(), document);
    }

    private static ObjectNode view(Zone zone, boolean detail) {
        var view = Json.object().put("zoneName", zone.getName());
        view.putObject("zoneState").put("available", zone.getAvailable());
        if (!detail) {
            return view.putNull("hosts");
        }
        var hosts = view.putObject("hosts");
        zone.getHostsList()
                .forEach(each -> service(
                        under(hosts, each.getName()).putObject("nova-compute"),
                        each.getEnabled(),
                        each.getUp() && !each.getForcedDown(),
                        each.hasLastSeenTime(),
                        each.getLastSeenTime()));
        zone.getServicesList()
                .forEach(each -> service(
                        under(hosts, each.getHost()).putObject(each.getBinary()),
                        true,
                        each.getUp(),
                        each.hasUpdateTime(),
                        each.getUpdateTime()));
        return view;
    }

    private static ObjectNode under(ObjectNode hosts, String name) {
        return hosts.get(name) instanceof ObjectNode known ? known : hosts.putObject(name);
    }

    private static void service(ObjectNode view, boolean active, boolean up, boolean seen, Timestamp time) {
        view.put("active", active).put("available", up);
        Times.put(view, "updated_at", seen, time);
    }
}
