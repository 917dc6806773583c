package kilonova.gateway.compute.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import kilonova.compute.v1.ListServerUsagesResponse;
import kilonova.compute.v1.ServerUsage;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.server.ServerStatus;
import kilonova.gateway.http.Json;

/** What the servers of one project used, one by one and in sum. */
record ProjectUsage(String project, ListServerUsagesResponse of, List<ServerUsage> usages) {
    private static final double MICROS_PER_HOUR = 3_600_000_000.0;

    ProjectUsage {
        usages = List.copyOf(usages);
    }

    /** Project by project, in the order in which they come. */
    static List<ProjectUsage> of(ListServerUsagesResponse found) {
        var byProject = new LinkedHashMap<String, List<ServerUsage>>();
        found.getUsagesList().forEach(each -> byProject
                .computeIfAbsent(each.getProjectId(), _ -> new ArrayList<>())
                .add(each));
        return byProject.entrySet().stream()
                .map(each -> new ProjectUsage(each.getKey(), found, each.getValue()))
                .toList();
    }

    ObjectNode view(boolean detailed) {
        double hours = 0;
        double memory = 0;
        double disk = 0;
        double vcpus = 0;
        for (ServerUsage usage : usages) {
            double used = hours(usage.getUsedDuration());
            hours += used;
            memory += used * usage.getFlavor().getMemoryMb();
            disk += used * disk(usage);
            vcpus += used * usage.getFlavor().getVcpus();
        }
        var view = Json.object()
                .put("tenant_id", project)
                .put("start", Times.micros(of.getStartTime()))
                .put("stop", Times.micros(of.getEndTime()))
                .put("total_hours", hours)
                .put("total_memory_mb_usage", memory)
                .put("total_local_gb_usage", disk)
                .put("total_vcpus_usage", vcpus);
        if (detailed) {
            var servers = view.putArray("server_usages");
            usages.forEach(each -> servers.add(view(each)));
        }
        return view;
    }

    private static ObjectNode view(ServerUsage usage) {
        var view = Json.object()
                .put("instance_id", usage.getServerId())
                .put("name", usage.getServerName())
                .put("tenant_id", usage.getProjectId())
                .put("flavor", usage.getFlavor().getName())
                .put("vcpus", usage.getFlavor().getVcpus())
                .put("memory_mb", usage.getFlavor().getMemoryMb())
                .put("local_gb", disk(usage))
                .put("hours", hours(usage.getUsedDuration()))
                .put("uptime", usage.getUptimeDuration().getSeconds())
                .put("state", usage.hasTerminateTime() ? "terminated" : ServerStatus.vmState(usage.getRestingState()))
                .put("started_at", Times.micros(usage.getLaunchTime()));
        Times.put(view, "ended_at", usage.hasTerminateTime(), usage.getTerminateTime());
        return view;
    }

    private static int disk(ServerUsage usage) {
        return usage.getFlavor().getDiskGb() + usage.getFlavor().getEphemeralGb();
    }

    private static double hours(Duration time) {
        return Durations.toMicros(time) / MICROS_PER_HOUR;
    }
}
