package kilonova.gateway.compute.host;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kilonova.compute.v1.GetHostRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostView;
import kilonova.compute.v1.Hypervisor;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.Server;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Paging;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** The hypervisors resource. */
final class Hypervisors {
    private Hypervisors() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", "/os-hypervisors", request -> list(request, true))
                .on("GET", "/os-hypervisors/detail", request -> list(request, false))
                .on("GET", "/os-hypervisors/statistics", Hypervisors::statistics)
                .on("GET", "/os-hypervisors/{id}", Hypervisors::show)
                .on("GET", "/os-hypervisors/{id}/search", request -> search(request, false))
                .on("GET", "/os-hypervisors/{id}/servers", request -> search(request, true))
                .on("GET", "/os-hypervisors/{id}/uptime", Hypervisors::uptime);
    }

    private static Answer list(ComputeRequest request, boolean brief) {
        boolean pages = request.atLeast(33);
        String pattern = request.atLeast(53)
                ? request.query("hypervisor_hostname_pattern").orElse("")
                : "";
        if (!pattern.isEmpty()
                && (request.query("limit").isPresent()
                        || request.query("marker").isPresent())) {
            throw HttpFault.of(
                            400,
                            "Paginating over hypervisors with the hypervisor_hostname_pattern query parameter is not supported.")
                    .raise();
        }
        boolean withServers = withServers(request);
        var shape = new Paging.Shape<Host>(
                "hypervisors",
                pages && pattern.isEmpty() ? "hypervisors_links" : "",
                brief ? "os-hypervisors" : "os-hypervisors/detail",
                host -> marker(request, host),
                host -> view(request, host, brief, withServers));
        String after = pages
                ? request.query("marker")
                        .map(each -> hypervisorId(request, each))
                        .orElse("")
                : "";
        return Paging.answer(request, pages ? Paging.limit(request) : Integer.MAX_VALUE, shape, (size, token) -> {
            var found = HostEndpoints.hosts(request)
                    .listHosts(ListHostsRequest.newBuilder()
                            .setPageSize(size)
                            .setPageToken(token)
                            .setAfterHypervisorId(token.isEmpty() ? after : "")
                            .setHostnameContains(pattern)
                            .setView(brief ? HostView.HOST_VIEW_BRIEF : HostView.HOST_VIEW_UNSPECIFIED)
                            .build());
            if (token.isEmpty() && !pattern.isEmpty() && found.getHostsCount() == 0) {
                throw noMatch(pattern);
            }
            return new Paging.Page<>(found.getHostsList(), found.getNextPageToken());
        });
    }

    private static RuntimeException noMatch(String pattern) {
        return HttpFault.of(404, "No hypervisor matching '" + pattern + "' could be found.")
                .raise();
    }

    private static boolean withServers(ComputeRequest request) {
        return request.atLeast(53)
                && request.query("with_servers").map(Values::truth).orElse(false);
    }

    /** Hypervisors had numbers before they had ids. */
    private static String marker(ComputeRequest request, Host host) {
        Hypervisor hypervisor = host.getHypervisor();
        return request.atLeast(53) ? hypervisor.getId() : Long.toString(hypervisor.getSerial());
    }

    private static String hypervisorId(ComputeRequest request, String named) {
        if (request.atLeast(53)) {
            return named;
        }
        return bySerial(request, named)
                .map(host -> host.getHypervisor().getId())
                .orElseThrow(() ->
                        HttpFault.of(400, "marker [" + named + "] not found").raise());
    }

    private static Optional<Host> bySerial(ComputeRequest request, String serial) {
        var brief =
                ListHostsRequest.newBuilder().setView(HostView.HOST_VIEW_BRIEF).build();
        return HostEndpoints.all(request, brief).stream()
                .filter(each -> Long.toString(each.getHypervisor().getSerial()).equals(serial))
                .findFirst();
    }

    private static ObjectNode view(ComputeRequest request, Host host, boolean brief, boolean withServers) {
        var view = brief ? HypervisorView.brief(host, request.version()) : HypervisorView.of(host, request.version());
        if (withServers) {
            servers(request, view, host);
        }
        return view;
    }

    /** Until 2.74 a hypervisor without servers had no such member. */
    private static void servers(ComputeRequest request, ObjectNode view, Host host) {
        List<Server> servers = HostEndpoints.servers(request, host.getName(), true);
        if (!servers.isEmpty() || request.atLeast(75)) {
            ArrayNode list = view.putArray("servers");
            servers.forEach(each -> list.addObject().put("name", each.getName()).put("uuid", each.getId()));
        }
    }

    private static Answer show(ComputeRequest request) {
        return whole(request, view(request, one(request), false, withServers(request)));
    }

    private static Answer whole(ComputeRequest request, ObjectNode view) {
        var document = Json.object();
        document.set("hypervisor", view);
        return Answer.json(request.success(), document);
    }

    private static Host one(ComputeRequest request) {
        String id = request.variable("id");
        if (!request.atLeast(53)) {
            return get(
                    request,
                    bySerial(request, id)
                            .orElseThrow(() -> HttpFault.of(404, "Hypervisor with ID '" + id + "' could not be found.")
                                    .raise())
                            .getId());
        }
        requireUuid(id);
        try {
            return get(request, id);
        } catch (StatusRuntimeException refused) {
            if (refused.getStatus().getCode() == Status.Code.NOT_FOUND) {
                throw HttpFault.of(404, "Hypervisor with ID '" + id + "' could not be found.")
                        .raise();
            }
            throw refused;
        }
    }

    private static Host get(ComputeRequest request, String id) {
        return HostEndpoints.hosts(request)
                .getHost(GetHostRequest.newBuilder().setId(id).build());
    }

    static void requireUuid(String id) {
        try {
            if (id.length() == 36) {
                UUID.fromString(id);
                return;
            }
        } catch (IllegalArgumentException none) {
            // Told below, together with ids of another length.
        }
        throw HttpFault.of(400, "Invalid uuid " + id).raise();
    }

    private static Answer search(ComputeRequest request, boolean withServers) {
        String pattern = request.variable("id");
        var found = HostEndpoints.all(
                request,
                ListHostsRequest.newBuilder()
                        .setHostnameContains(pattern)
                        .setView(HostView.HOST_VIEW_BRIEF)
                        .build());
        if (found.isEmpty()) {
            throw noMatch(pattern);
        }
        var document = Json.object();
        var list = document.putArray("hypervisors");
        found.forEach(each -> list.add(view(request, each, true, withServers)));
        return Answer.json(request.success(), document);
    }

    private static Answer uptime(ComputeRequest request) {
        Host host = one(request);
        String uptime = host.getHypervisor().getUptime();
        if (uptime.isEmpty()) {
            throw HttpFault.of(501, "Virt driver does not implement uptime function.")
                    .raise();
        }
        return whole(request, HypervisorView.brief(host, request.version()).put("uptime", uptime));
    }

    private static Answer statistics(ComputeRequest request) {
        var total = Hypervisor.newBuilder();
        var hosts = HostEndpoints.all(request, ListHostsRequest.getDefaultInstance()).stream()
                .filter(Host::getEnabled)
                .toList();
        for (Host host : hosts) {
            Hypervisor each = host.getHypervisor();
            total.setVcpus(total.getVcpus() + each.getVcpus())
                    .setVcpusUsed(total.getVcpusUsed() + each.getVcpusUsed())
                    .setMemoryMb(total.getMemoryMb() + each.getMemoryMb())
                    .setMemoryMbUsed(total.getMemoryMbUsed() + each.getMemoryMbUsed())
                    .setDiskGb(total.getDiskGb() + each.getDiskGb())
                    .setDiskGbUsed(total.getDiskGbUsed() + each.getDiskGbUsed())
                    .setDiskAvailableLeastGb(total.getDiskAvailableLeastGb() + each.getDiskAvailableLeastGb())
                    .setRunningServers(total.getRunningServers() + each.getRunningServers())
                    .setCurrentWorkload(total.getCurrentWorkload() + each.getCurrentWorkload());
        }
        var document = Json.object();
        HypervisorView.counters(document.putObject("hypervisor_statistics").put("count", hosts.size()), total.build());
        return Answer.json(request.success(), document);
    }
}
