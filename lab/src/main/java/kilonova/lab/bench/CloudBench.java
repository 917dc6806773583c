package kilonova.lab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** How fast and how large a whole cloud is: every part of it real but the hypervisor. */
final class CloudBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STARTS = 3;
    /** As many as the memory figure asks for; all later figures are of that cloud, which has room for 256,000 servers. */
    private static final int HOSTS = 1_000;

    private static final int WARM_UPS = 100;
    private static final int LATENCIES = 200;
    private static final int CREATORS = 16;
    private static final int READERS = 8;
    private static final int READ_IDS = 100;
    private static final int PAGE = 1_000;
    private static final int PAGE_WARM_UPS = 3;
    private static final int PAGES = 20;
    /** Servers that are made before anything is measured on another database. */
    private static final int WARM_OTHER = 5_000;

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);
    private static final Duration LONGEST_READ = Duration.ofSeconds(10);
    private static final Duration BUILDS_MAY_LAG = Duration.ofSeconds(5);
    private static final Duration FILLING_MAY_LAG = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /**
     * What the user chose.
     *
     * @param load how long creates are sent
     * @param servers how many there are when servers are listed
     * @param runs how often what takes less than a minute is measured: the median is told
     * @param others measured beside SQLite: address by what it is called
     */
    record Settings(Duration load, int servers, int runs, Map<String, String> others) {}

    /** Measures something once. */
    private interface Measuring {
        List<Figure> once() throws IOException;
    }

    private final Settings settings;
    private final Consumer<String> progress;

    CloudBench(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** Measures everything; tells each figure as soon as it is known, so that a later failure does not lose it. */
    void run(Consumer<Figure> told) throws IOException {
        starts(told);
        try (var cloud = start(HOSTS, Optional.empty())) {
            told.accept(Figure.of(
                    "resident memory, 1,000 fake hosts", cloud.residentMegabytes(), "MB", Target.atMost(800)));
            var user = CloudUser.login(cloud.access());
            byte[] create = user.prepare();
            warmUp(cloud, user, create);
            median(settings.runs(), () -> List.of(latency(cloud, user, create))).forEach(told);
            fill(user, create, settings.servers());
            reads(cloud, user);
            median(settings.runs(), () -> reads(cloud, user)).forEach(told);
            median(settings.runs(), () -> pages(user)).forEach(told);
            median(createRuns(), () -> creates(cloud, "SQLite", user, create)).forEach(told);
        }
        for (Map.Entry<String, String> other : settings.others().entrySet()) {
            try (var cloud = start(HOSTS, Optional.of(other.getValue()))) {
                var user = CloudUser.login(cloud.access());
                byte[] create = user.prepare();
                fill(user, create, WARM_OTHER);
                median(createRuns(), () -> creates(cloud, other.getKey(), user, create))
                        .forEach(told);
            }
        }
    }

    private int createRuns() {
        return settings.load().compareTo(LONG_ENOUGH) < 0 ? settings.runs() : 1;
    }

    /** The run whose first figure is the median, whole: figures of one run belong together. */
    private static List<Figure> median(int runs, Measuring measuring) throws IOException {
        var all = new ArrayList<List<Figure>>();
        for (int i = 0; i < runs; i++) {
            all.add(measuring.once());
        }
        all.sort(Comparator.comparingDouble(each -> each.getFirst().value()));
        return all.get((runs - 1) / 2).stream()
                .map(figure -> figure.named(figure.measure() + (runs == 1 ? "" : ", median of " + runs + " runs")))
                .toList();
    }

    private BenchedCloud start(int hosts, Optional<String> database) throws IOException {
        progress.accept("starting a cloud with " + hosts + " fake host(s)");
        return BenchedCloud.start(hosts, database);
    }

    private void starts(Consumer<Figure> told) throws IOException {
        var starts = new ArrayList<Long>();
        double fresh = 0;
        for (int i = 0; i < STARTS; i++) {
            try (var cloud = start(1, Optional.empty())) {
                starts.add(cloud.startNanos());
                fresh = cloud.residentMegabytes();
            }
        }
        told.accept(Figure.of(
                "cold start to ready, median of " + STARTS,
                Samples.ofNanos(starts).median() / 1_000,
                "s",
                Target.atMost(3)));
        told.accept(Figure.of("resident memory, fresh", fresh, "MB"));
    }

    private void warmUp(BenchedCloud cloud, CloudUser user, byte[] create) throws IOException {
        progress.accept("creating " + WARM_UPS + " servers, one after the other, to warm up");
        var unused = latencies(cloud, user, create, WARM_UPS);
    }

    private Figure latency(BenchedCloud cloud, CloudUser user, byte[] create) throws IOException {
        progress.accept("creating " + LATENCIES + " servers, one after the other");
        double median = latencies(cloud, user, create, LATENCIES).median();
        return Figure.of("create to ACTIVE, P50 of " + LATENCIES, median, "ms", Target.atMost(20));
    }

    private static Samples latencies(BenchedCloud cloud, CloudUser user, byte[] create, int count) throws IOException {
        var latencies = new ArrayList<Long>();
        try (var watch = ActiveWatch.open(cloud.access().endpoint("grpc"), user.token());
                var wire = HttpWire.to(user.compute().endpoint())) {
            for (int i = 0; i < count; i++) {
                long began = System.nanoTime();
                HttpReply reply = wire.send(create);
                if (reply.status() != 202) {
                    throw new BenchFailure("a create was answered " + reply.status() + ": " + reply.text());
                }
                String id =
                        JSON.readTree(reply.text()).path("server").path("id").asText();
                latencies.add(watch.awaitActive(id) - began);
            }
        }
        return Samples.ofNanos(latencies);
    }

    private void fill(CloudUser user, byte[] create, int wanted) throws IOException {
        int missing = wanted - user.count();
        progress.accept("creating servers until there are " + wanted);
        new Load(user.compute().endpoint(), CREATORS, 202).run(number -> number < missing, number -> create);
        complain(unfinished(user, FILLING_MAY_LAG));
    }

    private List<Figure> reads(BenchedCloud cloud, CloudUser user) throws IOException {
        progress.accept("reading single servers");
        byte[][] requests = user.serverIds(READ_IDS).stream()
                .map(id -> user.compute().get("/servers/" + id))
                .toArray(byte[][]::new);
        var readers = new Load(user.compute().endpoint(), READERS, 200);
        Duration time = settings.load().compareTo(LONGEST_READ) < 0 ? settings.load() : LONGEST_READ;
        Duration usedBefore = cloud.processorTime();
        long end = System.nanoTime() + time.toNanos();
        var outcome =
                readers.run(number -> System.nanoTime() < end, number -> requests[(int) (number % requests.length)]);
        double used = cloud.processorTime().minus(usedBefore).toNanos() / 1e6;
        String measure = "GET /servers/{id}, " + READERS + " callers";
        return List.of(
                Figure.of(measure, outcome.perSecond(), "/s"),
                Figure.of("the cloud's processor time for a GET /servers/{id}", used / outcome.replies(), "ms"));
    }

    private List<Figure> pages(CloudUser user) throws IOException {
        progress.accept("listing servers");
        byte[] request = user.compute().get("/servers/detail?limit=" + PAGE);
        var times = new ArrayList<Long>();
        try (var wire = HttpWire.to(user.compute().endpoint())) {
            for (int i = 0; i < PAGE_WARM_UPS + PAGES; i++) {
                long began = System.nanoTime();
                HttpReply reply = wire.send(request);
                long took = System.nanoTime() - began;
                if (reply.status() != 200) {
                    throw new BenchFailure("a list was answered " + reply.status() + ": " + reply.text());
                }
                if (i >= PAGE_WARM_UPS) {
                    times.add(took);
                }
            }
        }
        var samples = Samples.ofNanos(times);
        String measure = "GET /servers/detail?limit=" + PAGE + " of " + settings.servers();
        return List.of(
                Figure.of(measure + ", P50 of " + PAGES, samples.median(), "ms", Target.atMost(120)),
                Figure.of(measure + ", P99 of " + PAGES, samples.percentile(99), "ms"));
    }

    private List<Figure> creates(BenchedCloud cloud, String store, CloudUser user, byte[] create) throws IOException {
        progress.accept("creating servers for " + settings.load().toSeconds() + " s (" + store + ")");
        Duration usedBefore = cloud.processorTime();
        long end = System.nanoTime() + settings.load().toNanos();
        var outcome = new Load(user.compute().endpoint(), CREATORS, 202)
                .run(number -> System.nanoTime() < end, number -> create);
        long last = System.nanoTime();
        Optional<String> unfinished = unfinished(user, BUILDS_MAY_LAG);
        double lag = (System.nanoTime() - last) / 1e9;
        complain(unfinished);
        double used = cloud.processorTime().minus(usedBefore).toNanos() / 1e6;
        boolean kept = unfinished.isEmpty();
        String measure = "REST creates over " + settings.load().toSeconds() + " s, " + CREATORS + " callers, " + store;
        return List.of(
                Figure.of(measure, outcome.perSecond(), "/s", Target.atLeast(1_000))
                        .onlyIf(kept),
                Figure.of("the cloud's processor time for a create, " + store, used / outcome.replies(), "ms"),
                Figure.of("builds behind the last create, " + store, lag, "s", Target.atMost((double)
                                BUILDS_MAY_LAG.toSeconds()))
                        .onlyIf(kept));
    }

    private void complain(Optional<String> unfinished) {
        unfinished.ifPresent(why -> progress.accept("not every server is ACTIVE: " + why));
    }

    /** Waits until no server builds any more, but not longer than that; says what is wrong when not all are ACTIVE then. */
    private static Optional<String> unfinished(CloudUser user, Duration atMost) throws IOException {
        long end = System.nanoTime() + atMost.toNanos();
        boolean building = user.anyServer("BUILD");
        while (building && System.nanoTime() < end) {
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new BenchFailure("interrupted", stopped);
            }
            building = user.anyServer("BUILD");
        }
        if (building) {
            return Optional.of("some still build after " + atMost.toSeconds() + " s");
        }
        return user.fault().map(fault -> "some are in ERROR: " + fault);
    }
}
