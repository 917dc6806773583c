package kilonova.node.hypervisor;

import kilonova.node.v1.HostInventory;

/** What a fake host has to give. Ratios are Nova's own for a new host. */
public record FakeSize(int vcpus, long memoryMb, long diskGb) {
    private static final double CPU_RATIO = 4.0;
    private static final long RESERVED_MEMORY_MB = 512;

    public static final FakeSize STANDARD = new FakeSize(64, 262_144, 10_000);

    HostInventory cpu() {
        return inventory(vcpus, 0, CPU_RATIO);
    }

    HostInventory memory() {
        return inventory(memoryMb, Math.min(RESERVED_MEMORY_MB, memoryMb / 2), 1.0);
    }

    HostInventory disk() {
        return inventory(diskGb, 0, 1.0);
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
