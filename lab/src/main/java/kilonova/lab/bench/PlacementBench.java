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
    /** Fewer say nothing of the slowest in a hundred. */
    private static final int TIMES = 200;

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String ONE_SERVER = "resources=VCPU:1,MEMORY_MB:512,DISK_GB:1";

    private final Duration load;
    private final String only;
    /** Databases beside SQLite, by name. */
    private final Map<String, String> others;

    private final Consumer<String> progress;

    /**
     * @param load how long each rate and each latency is measured, after a warm-up of half of it
     * @param only words of what is to be measured; empty for all
     */
    PlacementBench(Duration load, String only, Map<String, String> others, Consumer<String> progress) {
        this.only = only;
        this.load = load.compareTo(LONGEST) < 0 ? load : LONGEST;
        this.others = others;
        this.progress = progress;
    }

    /** Hands over each figure as soon as it is known, so that a later failure does not lose it. */
    void run(Consumer<Figure> told) throws IOException {
        try (var cloud = BenchedCloud.start(1, Optional.empty())) {
            var access = cloud.access();
            String token = CloudUser.login(access).token();
            var rest = new HttpRequests(access.rest("placement"), token, "placement 1.39");
            try (var client = KilonovaClient.connect(access.endpoint("grpc"), () -> token)) {
                run(cloud, client, rest, told);
            }
        }
        if ("claims in process, 100000 providers".contains(only)) {
            new LedgerBench(progress).run(others, told);
        }
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
            latency(what + ", P99", rest, request, limit == 10 ? 2 : 10, told);
            rate(cloud, what, new Load(rest.endpoint(), CALLERS, 200), _ -> request, limit == 10 ? 500 : 100, told);
            if (asked(what + ", gRPC, P99")) {
                told.accept(overGrpc(stubs, limit, what + ", gRPC, P99"));
            }
        }
        rate(
                cloud,
                "PUT /allocations, durable",
                new Load(rest.endpoint(), CALLERS, 204),
                number -> put(rest, hosts, number),
                2_000,
                told);
        String nested = "candidates, " + NESTED + " x 7 nested providers, all, P99";
        if (asked(nested)) {
            progress.accept("making " + NESTED + " trees of 7 providers");
            stock.nested(NESTED);
            latency(nested, rest, candidates(rest, "resources=PCPU:1,VGPU:1"), 40, told);
        }
        String devices = "candidates, 8 groups on 8 devices, " + DEVICES + " hosts, limit 1000, P99";
        if (asked(devices)) {
            progress.accept("making " + DEVICES + " hosts of 8 devices");
            stock.devices(DEVICES);
            String groups = IntStream.range(0, 8)
                    .mapToObj(i -> "resources_D" + i + "=FPGA:1")
                    .collect(Collectors.joining("&"));
            latency(devices, rest, candidates(rest, groups + "&group_policy=none&limit=1000"), 20, told);
        }
    }

    private boolean asked(String measure) {
        return measure.contains(only);
    }

    private static byte[] candidates(HttpRequests rest, String query) {
        return rest.get("/allocation_candidates?" + query);
    }

    private void latency(String measure, HttpRequests rest, byte[] request, double target, Consumer<Figure> told)
            throws IOException {
        if (!asked(measure)) {
            return;
        }
        progress.accept(measure);
        try (var wire = HttpWire.to(rest.endpoint())) {
            var samples = timed(() -> {
                HttpReply reply = wire.send(request);
                if (reply.status() != 200) {
                    throw new BenchFailure("candidates were answered " + reply.status() + ": " + reply.text());
                }
            });
            told.accept(Figure.of(measure, samples.percentile(99), "ms", Target.atMost(target)));
        }
    }

    /** What takes a while. */
    private interface Call {
        void run() throws IOException;
    }

    /** One after the other for as long as is loaded, after a warm-up. */
    private Samples timed(Call call) throws IOException {
        long warm = System.nanoTime() + load.toNanos() / 2;
        while (System.nanoTime() < warm) {
            call.run();
        }
        long end = System.nanoTime() + load.toNanos();
        var times = new ArrayList<Long>();
        while (times.size() < TIMES || System.nanoTime() < end) {
            long began = System.nanoTime();
            call.run();
            times.add(System.nanoTime() - began);
        }
        return Samples.ofNanos(times);
    }

    /** How many are answered in a second, and what one costs the cloud: the second says the same on a busy machine. */
    private void rate(
            BenchedCloud cloud,
            String what,
            Load callers,
            LongFunction<byte[]> request,
            double target,
            Consumer<Figure> told)
            throws IOException {
        String measure = what + ", " + callers.callers() + " callers";
        if (!asked(measure)) {
            return;
        }
        progress.accept(measure);
        long warm = System.nanoTime() + load.toNanos() / 2;
        callers.run(_ -> System.nanoTime() < warm, request);
        Duration usedBefore = cloud.processorTime();
        long end = System.nanoTime() + load.toNanos();
        var outcome = callers.run(_ -> System.nanoTime() < end, request);
        double used = cloud.processorTime().minus(usedBefore).toNanos() / 1e6;
        told.accept(Figure.of(measure, outcome.perSecond(), "/s", Target.atLeast(target)));
        told.accept(Figure.of(measure + ": the cloud's processor time for one", used / outcome.replies(), "ms"));
    }

    private Figure overGrpc(Supplier<PlacementServiceBlockingStub> stubs, int limit, String measure)
            throws IOException {
        progress.accept(measure);
        var request = FindAllocationCandidatesRequest.newBuilder()
                .setLimit(limit)
                .addGroups(RequestGroup.newBuilder()
                        .putResources("VCPU", 1)
                        .putResources("MEMORY_MB", 512)
                        .putResources("DISK_GB", 1))
                .build();
        var samples = timed(() -> stubs.get().findAllocationCandidates(request).forEachRemaining(_ -> {}));
        return Figure.of(measure, samples.percentile(99), "ms");
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
