package kilonova.control.host;

import com.google.protobuf.util.Timestamps;
import java.util.Optional;
import kilonova.compute.v1.HostEvent;
import kilonova.compute.v1.HostView;
import kilonova.compute.v1.Hypervisor;
import kilonova.compute.v1.ResourceEventKind;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.Provider;
import kilonova.control.watch.News;

/** Hosts as messages. */
final class HostProto {
    private HostProto() {}

    /** As much of it as the view holds. */
    static kilonova.compute.v1.Host message(HostDesk.Seen seen, HostView view) {
        return switch (view) {
            case HOST_VIEW_UNSPECIFIED, UNRECOGNIZED -> message(seen);
            case HOST_VIEW_SERVICE ->
                message(seen).toBuilder().clearHypervisor().build();
            case HOST_VIEW_BRIEF -> brief(seen.host());
        };
    }

    /** Of one that is gone only the id. */
    static HostEvent event(News<HostDesk.Seen> news, HostView view) {
        return HostEvent.newBuilder()
                .setKind(
                        news.gone()
                                ? ResourceEventKind.RESOURCE_EVENT_KIND_DELETED
                                : ResourceEventKind.RESOURCE_EVENT_KIND_CURRENT)
                .setHost(news.known()
                        .map(seen -> message(seen, view))
                        .orElseGet(() -> kilonova.compute.v1.Host.newBuilder()
                                .setId(news.id())
                                .build()))
                .setRevision(news.revision())
                .build();
    }

    private static kilonova.compute.v1.Host brief(Host host) {
        return kilonova.compute.v1.Host.newBuilder()
                .setId(host.id())
                .setName(host.name())
                .setEnabled(host.enabled())
                .setForcedDown(host.forcedDown())
                .setUp(host.up())
                .setHypervisor(Hypervisor.newBuilder()
                        .setId(host.id())
                        .setHostname(host.hypervisorHostname())
                        .setSerial(host.serial()))
                .setSerial(host.serial())
                .setServiceId(host.serviceId())
                .setEtag(Long.toString(host.generation()))
                .build();
    }

    static kilonova.compute.v1.Host message(HostDesk.Seen seen) {
        Host host = seen.host();
        var hypervisor = Hypervisor.newBuilder()
                .setId(host.id())
                .setHostname(host.hypervisorHostname())
                .setType(host.hypervisorType())
                .setVersion(host.hypervisorVersion())
                .setHostIp(host.hostIp())
                .setCpuInfo(host.cpuInfo())
                .setDiskAvailableLeastGb(host.diskAvailableLeastGb())
                .setUptime(host.uptime())
                .setRunningServers(seen.servers())
                .setSerial(host.serial());
        seen.provider().ifPresent(it -> hypervisor
                .setVcpus((int) total(it, "VCPU"))
                .setMemoryMb(total(it, "MEMORY_MB"))
                .setDiskGb(total(it, "DISK_GB"))
                .setVcpusUsed((int) it.usages().of("VCPU"))
                .setMemoryMbUsed(it.usages().of("MEMORY_MB") + reserved(it, "MEMORY_MB"))
                .setDiskGbUsed(it.usages().of("DISK_GB") + reserved(it, "DISK_GB")));
        return kilonova.compute.v1.Host.newBuilder()
                .setId(host.id())
                .setName(host.name())
                .setZone(host.zone())
                .setEnabled(host.enabled())
                .setDisabledReason(host.disabledReason())
                .setForcedDown(host.forcedDown())
                .setUp(host.up())
                .setLastSeenTime(Timestamps.fromMicros(host.lastSeenAt()))
                .setUpdateTime(Timestamps.fromMicros(host.updatedAt()))
                .setHypervisor(hypervisor)
                .setSerial(host.serial())
                .setServiceId(host.serviceId())
                .setEtag(Long.toString(host.generation()))
                .build();
    }

    private static long total(Provider provider, String resource) {
        return Optional.ofNullable(provider.inventories().get(resource))
                .map(Inventory::total)
                .orElse(0L);
    }

    private static long reserved(Provider provider, String resource) {
        return Optional.ofNullable(provider.inventories().get(resource))
                .map(Inventory::reserved)
                .orElse(0L);
    }
}
