package kilonova.node.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import kilonova.node.v1.HostInventory;
import kilonova.node.v1.HypervisorReport;

/** What the machine has to give. Ratios are Nova's own for a new host. */
final class HostFacts {
    private static final double CPU_RATIO = 4.0;
    private static final long RESERVED_MEMORY_MB = 512;
    private static final long GIB = 1L << 30;
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d+) kB");
    /** What guests get here, by Placement's names. */
    private static final List<String> TRAITS = List.of(
            "COMPUTE_NODE",
            "COMPUTE_IMAGE_TYPE_QCOW2",
            "COMPUTE_IMAGE_TYPE_RAW",
            "COMPUTE_FIRMWARE_BIOS",
            "COMPUTE_GRAPHICS_MODEL_VGA",
            "COMPUTE_NET_VIF_MODEL_VIRTIO",
            "COMPUTE_STORAGE_BUS_VIRTIO");

    private HostFacts() {}

    /**
     * @param version libvirt's word for the hypervisor's version: 7.2.22 is 7002022
     * @param capabilities libvirt's own account of the host, in XML
     */
    static HypervisorReport report(LibvirtSettings settings, String type, long version, int cpus, String capabilities)
            throws IOException {
        Files.createDirectories(settings.directory());
        var store = Files.getFileStore(settings.directory());
        long memoryMb = memoryMb();
        return HypervisorReport.newBuilder()
                .setName(settings.hostName())
                .setHypervisorHostname(settings.hostName())
                .setType(type)
                .setVersion((int) version)
                .setHostIp(settings.hostAddress())
                .setCpuInfo(HostCpu.of(capabilities).json())
                .putInventories("VCPU", inventory(cpus, 0, CPU_RATIO))
                .putInventories("MEMORY_MB", inventory(memoryMb, Math.min(RESERVED_MEMORY_MB, memoryMb / 2), 1.0))
                .putInventories("DISK_GB", inventory(Math.max(1, store.getTotalSpace() / GIB), 0, 1.0))
                .addAllTraits(TRAITS)
                .setZone("nova")
                .setUptime(uptime())
                .setDiskAvailableLeastGb(store.getUsableSpace() / GIB)
                .build();
    }

    /** Of the kernel: libvirt's own figure was seen to be far too low on a machine whose memory grows. */
    private static long memoryMb() throws IOException {
        var found = MEMORY.matcher(Files.readString(Path.of("/proc/meminfo")));
        if (!found.find()) {
            throw new IOException("/proc/meminfo: no MemTotal");
        }
        return Long.parseLong(found.group(1)) / 1024;
    }

    private static String uptime() throws IOException {
        var seconds = (long)
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]);
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
        return "up %d days, %2d:%02d, load average: %s, %s, %s"
                .formatted(seconds / 86_400, seconds % 86_400 / 3_600, seconds % 3_600 / 60, load[0], load[1], load[2]);
    }

    private static HostInventory inventory(long total, long reserved, double ratio) {
        return HostInventory.newBuilder()
                .setTotal(total)
                .setReserved(reserved)
                .setMinUnit(1)
                .setMaxUnit(total)
                .setStepSize(1)
                .setAllocationRatio(ratio)
                .build();
    }
}
