package kilonova.lab.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kilonova.client.KilonovaClient;
import kilonova.placement.v1.FindAllocationCandidatesRequest;
import kilonova.placement.v1.PlacementServiceGrpc;
import kilonova.placement.v1.PlacementServiceGrpc.PlacementServiceBlockingStub;
import kilonova.placement.v1.RequestGroup;

/** How fast candidates are found and allocations written: over REST and gRPC in a cloud, and in this process. */
final class PlacementBench {
    private static final int FLAT = 10_000;
    private static final int NESTED = 1_000;
    private static final int DEVICES = 100;
    private static final int CALLERS = 8;
    private static final int WARM_UPS = 100;
    private static final int TIMES = 200;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String ONE_SERVER = "resources=VCPU:1,MEMORY_MB:512,DISK_GB:1";

    private final Duration load;
    /** Databases beside SQLite, by name. */
    private final Map<String, String> others;

    private final Consumer<String> progress;

    PlacementBench(Duration load, Map<String, String> others, Consumer<String> progress) {
        this.load = load.compareTo(LONGEST) < 0 ? load : LONGEST;
        this.others = others;
        this.progress = progress;
    }

    /** Measures everything; hands over each figure as soon as it is known, so that a later failure does not lose it. */
    void run(Consumer<Figure> told) throws IOException {
        try (var cloud = BenchedCloud.start(1, Optional.empty())) {
            var access = cloud.access();
            String token = CloudUser.login(access).token();
            var rest = new HttpRequests(access.rest("placement"), token, "placement 1.39");
            try (var client = KilonovaClient.connect(access.endpoint("grpc"), () -> token)) {
                run(cloud, client, rest, told);
            }
        }
        new LedgerBench(progress).run(others, told);
    }

    private void run(BenchedCloud cloud, KilonovaClient client, HttpRequests rest, Consumer<Figure> told)
            throws IOException {
        // A stub's deadline runs from when it is made.
        Supplier<PlacementServiceBlockingStub> stubs = () -> client.with(PlacementServiceGrpc::newBlockingStub);
        var stock = new PlacementStock(stubs);
        progress.accept("making " + FLAT + " providers");
        List<String> hosts = stock.flat(FLAT);
        String of = ", " + FLAT + " flat providers, ";
        for (int limit : List.of(10, 1_000)) {
            byte[] request = candidates(rest, ONE_SERVER + "&limit=" + limit);
            String what = "candidates" + of + "limit " + limit;
            told.accept(latency(what + ", P99", rest, request, limit == 10 ? 2 : 10));
            rate(cloud, what, new Load(rest.endpoint(), CALLERS, 200), _ -> request, limit == 10 ? 500 : 100)
                    .forEach(told);
            told.accept(overGrpc(stubs, limit, what + ", gRPC, P99"));
        }
        rate(
                        cloud,
                        "PUT /allocations, durable",
                        new Load(rest.endpoint(), CALLERS, 204),
                        number -> put(rest, hosts, number),
                        2_000)
                .forEach(told);
        progress.accept("making " + NESTED + " trees of 7 providers");
        stock.nested(NESTED);
        told.accept(latency(
                "candidates, " + NESTED + " x 7 nested providers, all, P99",
                rest,
                candidates(rest, "resources=PCPU:1,VGPU:1"),
                40));
        progress.accept("making " + DEVICES + " hosts of 8 devices");
        stock.devices(DEVICES);
        String groups = IntStream.range(0, 8)
                .mapToObj(i -> "resources_D" + i + "=FPGA:1")
                .collect(Collectors.joining("&"));
        told.accept(latency(
                "candidates, 8 groups on 8 devices, " + DEVICES + " hosts, limit 1000, P99",
                rest,
                candidates(rest, groups + "&group_policy=none&limit=1000"),
                20));
    }

    private static byte[] candidates(HttpRequests rest, String query) {
        return rest.get("/allocation_candidates?" + query);
    }

    private Figure latency(String measure, HttpRequests rest, byte[] request, double target) throws IOException {
        progress.accept(measure);
        var times = new ArrayList<Long>();
        try (var wire = HttpWire.to(rest.endpoint())) {
            for (int i = 0; i < WARM_UPS + TIMES; i++) {
                long began = System.nanoTime();
                HttpReply reply = wire.send(request);
                long took = System.nanoTime() - began;
                if (reply.status() != 200) {
                    throw new BenchFailure("candidates were answered " + reply.status() + ": " + reply.text());
                }
                if (i >= WARM_UPS) {
                    times.add(took);
                }
            }
        }
        return Figure.of(measure, Samples.ofNanos(times).percentile(99), "ms", Target.atMost(target));
    }

    /** How many are answered in a second, and what one costs the cloud: the second says the same on a busy machine. */
    private List<Figure> rate(
            BenchedCloud cloud, String what, Load callers, LongFunction<byte[]> request, double target)
            throws IOException {
        String measure = what + ", " + callers.callers() + " callers";
        progress.accept(measure);
        long warm = System.nanoTime() + load.toNanos() / 2;
        callers.run(_ -> System.nanoTime() < warm, request);
        Duration usedBefore = cloud.processorTime();
        long end = System.nanoTime() + load.toNanos();
        var outcome = callers.run(_ -> System.nanoTime() < end, request);
        double used = cloud.processorTime().minus(usedBefore).toNanos() / 1e6;
        return List.of(
                Figure.of(measure, outcome.perSecond(), "/s", Target.atLeast(target)),
                Figure.of(measure + ": the cloud's processor time for one", used / outcome.replies(), "ms"));
    }

    private Figure overGrpc(Supplier<PlacementServiceBlockingStub> stubs, int limit, String measure) {
        progress.accept(measure);
        var request = FindAllocationCandidatesRequest.newBuilder()
                .setLimit(limit)
                .addGroups(RequestGroup.newBuilder()
                        .putResources("VCPU", 1)
                        .putResources("MEMORY_MB", 512)
                        .putResources("DISK_GB", 1))
                .build();
        var times = new ArrayList<Long>();
        for (int i = 0; i < WARM_UPS + TIMES; i++) {
            long began = System.nanoTime();
            stubs.get().findAllocationCandidates(request).forEachRemaining(_ -> {});
            if (i >= WARM_UPS) {
                times.add(System.nanoTime() - began);
            }
        }
        return Figure.of(measure, Samples.ofNanos(times).percentile(99), "ms");
    }

    private static byte[] put(HttpRequests rest, List<String> hosts, long number) {
        String host = hosts.get((int) (number % hosts.size()));
        return rest.put(
                "/allocations/" + UUID.randomUUID(),
                "{\"allocations\": {\"" + host + "\": {\"resources\": {\"VCPU\": 1, \"MEMORY_MB\": 512}}},"
                        + " \"project_id\": \"bench\", \"user_id\": \"bench\", \"consumer_generation\": null,"
                        + " \"consumer_type\": \"INSTANCE\"}");
    }
}
