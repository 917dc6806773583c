package kilonova.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import kilonova.placement.v1.BatchCreateResourceProvidersRequest;
import kilonova.placement.v1.Inventory;
import kilonova.placement.v1.PlacementServiceGrpc.PlacementServiceBlockingStub;
import kilonova.placement.v1.ResourceProvider;

/** Fills a benched cloud with providers. Each kind has resource classes of its own, so that none is a candidate of another's. */
final class PlacementStock {
    private static final int BATCH = 1_000;

    private final Supplier<PlacementServiceBlockingStub> placement;
    private final List<ResourceProvider> waiting = new ArrayList<>();

    /** @param placement makes a stub for each call, with a deadline of its own */
    PlacementStock(Supplier<PlacementServiceBlockingStub> placement) {
        this.placement = placement;
    }

    /** Hosts without anything below them. @return their ids */
    List<String> flat(int hosts) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < hosts; i++) {
            ids.add(add("", Map.of("VCPU", 100_000L, "MEMORY_MB", 1L << 30, "DISK_GB", 1L << 20), "COMPUTE_NODE"));
        }
        flush();
        return ids;
    }

    /** Hosts of two NUMA nodes with two devices each: seven providers a tree. */
    void nested(int hosts) {
        for (int i = 0; i < hosts; i++) {
            String host = add("", Map.of("PCPU", 64L), "COMPUTE_NODE");
            for (int node = 0; node < 2; node++) {
                String numa = add(host, Map.of("NUMA_MEMORY_MB", 1L << 20));
                add(numa, Map.of("VGPU", 4L));
                add(numa, Map.of("VGPU", 4L));
            }
        }
        flush();
    }

    /** Hosts of eight devices that can be had once. */
    void devices(int hosts) {
        for (int i = 0; i < hosts; i++) {
            String host = add("", Map.of("MEM_ENCRYPTION_CONTEXT", 8L));
            for (int device = 0; device < 8; device++) {
                add(host, Map.of("FPGA", 1L));
            }
        }
        flush();
    }

    private String add(String parent, Map<String, Long> totals, String... traits) {
        String id = UUID.randomUUID().toString();
        var provider = ResourceProvider.newBuilder()
                .setId(id)
                .setName("bench-" + id)
                .setParentId(parent)
                .addAllTraits(List.of(traits));
        totals.forEach((resource, total) -> provider.putInventories(
                resource, Inventory.newBuilder().setTotal(total).build()));
        waiting.add(provider.build());
        if (waiting.size() == BATCH) {
            flush();
        }
        return id;
    }

    private void flush() {
        if (!waiting.isEmpty()) {
            var _ = placement
                    .get()
                    .batchCreateResourceProviders(BatchCreateResourceProvidersRequest.newBuilder()
                            .addAllResourceProviders(waiting)
                            .build());
            waiting.clear();
        }
    }
}
