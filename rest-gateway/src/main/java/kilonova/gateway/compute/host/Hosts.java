package kilonova.gateway.compute.host;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.compute.v1.GetHostRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostView;
import kilonova.compute.v1.Hypervisor;
import kilonova.compute.v1.ListControlServicesRequest;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerFlavor;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;

/** The hosts resource of the versions up to 2.42: where services run, and who uses how much of a host. */
final class Hosts {
    private Hosts() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", "/os-hosts", Hosts::list).on("GET", "/os-hosts/{id}", Hosts::show);
    }

    /** Those that are not taken out of service. */
    private static Answer list(ComputeRequest request) {
        Optional<String> zone = request.query("zone").filter(each -> !each.isEmpty());
        var document = Json.object();
        var list = document.putArray("hosts");
        HostEndpoints.hosts(request)
                .listControlServices(ListControlServicesRequest.getDefaultInstance())
                .getServicesList()
                .forEach(each ->
                        put(list, zone, each.getHost(), each.getBinary().replaceFirst("^nova-", ""), "internal"));
        HostEndpoints.all(
                        request,
                        ListHostsRequest.newBuilder()
                                .setView(HostView.HOST_VIEW_SERVICE)
                                .build())
                .stream()
                .filter(Host::getEnabled)
                .forEach(each -> put(list, zone, each.getName(), "compute", each.getZone()));
        return Answer.json(request.success(), document);
    }

    private static void put(ArrayNode list, Optional<String> wanted, String host, String service, String zone) {
        if (wanted.filter(each -> !each.equals(zone)).isEmpty()) {
            list.addObject().put("host_name", host).put("service", service).put("zone", zone);
        }
    }

    private static Answer show(ComputeRequest request) {
        String name = request.variable("id");
        Hypervisor machine = host(request, name).getHypervisor();
        var document = Json.object();
        var resources = document.putArray("host");
        put(resources, name, "(total)", machine.getVcpus(), machine.getMemoryMb(), machine.getDiskGb());
        put(resources, name, "(used_now)", machine.getVcpusUsed(), machine.getMemoryMbUsed(), machine.getDiskGbUsed());
        List<Server> servers = HostEndpoints.servers(request, name, false);
        put(resources, name, "(used_max)", servers);
        var projects = new TreeMap<String, List<Server>>();
        servers.forEach(each -> projects.computeIfAbsent(each.getProjectId(), _ -> new ArrayList<>())
                .add(each));
        for (Map.Entry<String, List<Server>> project : projects.entrySet()) {
            put(resources, name, project.getKey(), project.getValue());
        }
        return Answer.json(request.success(), document);
    }

    /** By name alone, as this resource knows no ids. */
    private static Host host(ComputeRequest request, String name) {
        HttpFault missing = HttpFault.of(404, "Host '" + name + "' is not mapped to any cell");
        Host found = ProblemFault.telling(
                problem -> problem.getReason().equals("NotFound") ? Optional.of(missing) : Optional.empty(),
                () -> HostEndpoints.hosts(request)
                        .getHost(GetHostRequest.newBuilder().setId(name).build()));
        if (!found.getName().equals(name)) {
            throw missing.raise();
        }
        return found;
    }

    private static void put(ArrayNode resources, String host, String project, List<Server> servers) {
        var flavors = servers.stream().map(Server::getFlavor).toList();
        put(
                resources,
                host,
                project,
                flavors.stream().mapToInt(ServerFlavor::getVcpus).sum(),
                flavors.stream().mapToLong(ServerFlavor::getMemoryMb).sum(),
                flavors.stream()
                        .mapToLong(each -> each.getDiskGb() + each.getEphemeralGb())
                        .sum());
    }

    private static void put(ArrayNode resources, String host, String project, int cpu, long memoryMb, long diskGb) {
        resources
                .addObject()
                .putObject("resource")
                .put("host", host)
                .put("project", project)
                .put("cpu", cpu)
                .put("memory_mb", memoryMb)
                .put("disk_gb", diskGb);
    }
}
