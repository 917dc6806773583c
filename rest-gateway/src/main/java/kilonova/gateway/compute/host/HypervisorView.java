package kilonova.gateway.compute.host;

import static kilonova.gateway.compute.Downgrades.since;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.Hypervisor;
import kilonova.gateway.compute.Downgrades;
import kilonova.gateway.compute.Microversion;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Json;

/** A hypervisor as the newest version shows it, and the steps down to older ones. */
public final class HypervisorView {
    private static final Downgrades<Host> STEPS = Downgrades.of(
            since(88, HypervisorView::withCounters),
            since(53, (view, host) -> {
                view.put("id", host.getHypervisor().getSerial());
                ((ObjectNode) view.path("service")).put("id", host.getSerial());
            }),
            since(28, (view, host) -> view.put("cpu_info", host.getHypervisor().getCpuInfo())));

    private static final Downgrades<Host> BRIEF_STEPS = Downgrades.of(
            since(53, (view, host) -> view.put("id", host.getHypervisor().getSerial())));

    private HypervisorView() {}

    /** As the newest version shows it, with what operators said of its service. */
    public static ObjectNode newest(Host host) {
        var view = of(host, Microversion.NEWEST);
        ((ObjectNode) view.path("service"))
                .put("forced_down", host.getForcedDown())
                .put("zone", host.getZone());
        return view;
    }

    static ObjectNode of(Host host, Microversion version) {
        Hypervisor hypervisor = host.getHypervisor();
        var view = named(host)
                .put("hypervisor_type", hypervisor.getType())
                .put("hypervisor_version", hypervisor.getVersion());
        Values.putOrNull(view, "host_ip", hypervisor.getHostIp());
        Values.putOrNull(view, "uptime", hypervisor.getUptime());
        var service = view.putObject("service").put("host", host.getName()).put("id", host.getServiceId());
        Values.putOrNull(service, "disabled_reason", host.getDisabledReason());
        return STEPS.to(version, view, host);
    }

    static ObjectNode brief(Host host, Microversion version) {
        return BRIEF_STEPS.to(version, named(host), host);
    }

    private static ObjectNode named(Host host) {
        return Json.object()
                .put("id", host.getHypervisor().getId())
                .put("hypervisor_hostname", host.getHypervisor().getHostname())
                .put("state", host.getUp() && !host.getForcedDown() ? "up" : "down")
                .put("status", host.getEnabled() ? "enabled" : "disabled");
    }

    private static void withCounters(ObjectNode view, Host host) {
        Hypervisor hypervisor = host.getHypervisor();
        view.remove("uptime");
        counters(view, hypervisor);
        view.set(
                "cpu_info",
                Json.parse(hypervisor.getCpuInfo().getBytes(StandardCharsets.UTF_8))
                        .orElseGet(Json::object));
    }

    /** What is there and what is used: also what the statistics add up. */
    static void counters(ObjectNode view, Hypervisor hypervisor) {
        view.put("vcpus", hypervisor.getVcpus())
                .put("vcpus_used", hypervisor.getVcpusUsed())
                .put("memory_mb", hypervisor.getMemoryMb())
                .put("memory_mb_used", hypervisor.getMemoryMbUsed())
                .put("free_ram_mb", hypervisor.getMemoryMb() - hypervisor.getMemoryMbUsed())
                .put("local_gb", hypervisor.getDiskGb())
                .put("local_gb_used", hypervisor.getDiskGbUsed())
                .put("free_disk_gb", hypervisor.getDiskGb() - hypervisor.getDiskGbUsed())
                .put("disk_available_least", hypervisor.getDiskAvailableLeastGb())
                .put("running_vms", hypervisor.getRunningServers())
                .put("current_workload", hypervisor.getCurrentWorkload());
    }
}
