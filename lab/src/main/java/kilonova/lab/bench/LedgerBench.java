package kilonova.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.MemoryFeed;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Resources;
import kilonova.control.placement.candidate.ProviderMemory;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;

/** The ledger and the memory of providers by themselves, in this process: what the scheduler's claims cost, and a large store. */
final class LedgerBench {
    private static final int HOSTS = 1_000;
    /** As many as may wait for a lane at once. */
    private static final int CLAIMS = 8_000;

    private static final int WARM_UPS = 5;
    private static final int ROUNDS = 7;
    private static final int PROVIDERS = 100_000;
    private static final int HELD_BY_EACH = 10;
    private static final int BATCH = 10_000;
    private static final Resources ONE = new Resources(Map.of("VCPU", 1L, "MEMORY_MB", 512L, "DISK_GB", 1L));

    private final Consumer<String> progress;

    LedgerBench(Consumer<String> progress) {
        this.progress = progress;
    }

    void run(Map<String, String> others, Consumer<Figure> told) throws IOException {
        Path directory = Files.createTempDirectory("kilonova-bench-ledger");
        try {
            claims(
                    "SQLite",
                    "jdbc:sqlite:" + directory.resolve("claims.db"),
                    Optional.of(Target.atLeast(20_000)),
                    told);
            for (var other : others.entrySet()) {
                claims(other.getKey(), other.getValue(), Optional.empty(), told);
            }
            large("jdbc:sqlite:" + directory.resolve("large.db"), told);
        } finally {
            BenchedCloud.delete(directory);
        }
    }

    /**
     * Claims over and over; tells the median round, the best one and what a claim costs in processor time: the last two say the
     * most on a busy machine. All of them leave out the rounds in which the code is still being compiled.
     */
    private void claims(String store, String url, Optional<Target> target, Consumer<Figure> told) {
        progress.accept("claiming " + CLAIMS + " times, " + (WARM_UPS + ROUNDS) + " rounds (" + store + ")");
        Env env = Env.real();
        var ledger = new PlacementLedger(env);
        try (var database = Database.open(DatabaseSettings.of(url), env)) {
            var hosts = new ArrayList<Function<Tx, Boolean>>();
            for (int i = 0; i < HOSTS; i++) {
                String id = "host-" + i;
                hosts.add(tx -> {
                    ledger.ensureProvider(tx, id, id, inventories(), List.of("COMPUTE_NODE"));
                    return true;
                });
            }
            database.writeEach(hosts);
            var rates = new ArrayList<Double>();
            long usedBefore = 0;
            for (int round = 0; round < WARM_UPS + ROUNDS; round++) {
                var claims = new ArrayList<Function<Tx, Boolean>>();
                for (int i = 0; i < CLAIMS; i++) {
                    var wanted = new Allocation(
                            UUID.randomUUID().toString(),
                            "host-" + i % HOSTS,
                            new ProjectId("bench"),
                            new UserId("bench"),
                            ONE);
                    claims.add(tx -> ledger.claim(tx, wanted));
                }
                if (round == WARM_UPS) {
                    usedBefore = processorNanos();
                }
                long began = System.nanoTime();
                database.writeEach(claims);
                if (round >= WARM_UPS) {
                    rates.add(claims.size() / ((System.nanoTime() - began) / 1e9));
                }
            }
            double used = (processorNanos() - usedBefore) / 1e3 / CLAIMS / ROUNDS;
            List<Double> sorted = rates.stream().sorted().toList();
            String what = "claims in process, grouped commits, " + store;
            double median = sorted.get(ROUNDS / 2);
            told.accept(
                    target.isPresent()
                            ? Figure.of(what + ", median of " + ROUNDS, median, "/s", target.get())
                            : Figure.of(what + ", median of " + ROUNDS, median, "/s"));
            told.accept(Figure.of(what + ", best of " + ROUNDS, sorted.getLast(), "/s"));
            told.accept(Figure.of(what + ": processor time for one", used, "us"));
        }
    }

    private static long processorNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private static Map<String, Inventory> inventories() {
        return Map.of(
                "VCPU", new Inventory(1L << 20, 0, 1, 1L << 20, 1, 1.0),
                "MEMORY_MB", new Inventory(1L << 30, 0, 1, 1L << 30, 1, 1.0),
                "DISK_GB", new Inventory(1L << 20, 0, 1, 1L << 20, 1, 1.0));
    }

    private void large(String url, Consumer<Figure> told) {
        progress.accept("writing " + PROVIDERS + " providers and " + PROVIDERS * HELD_BY_EACH + " allocations");
        Env env = Env.real();
        Database.open(DatabaseSettings.of(url), env).close();
        try (Connection connection = DriverManager.getConnection(url)) {
            fill(connection);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        System.gc();
        long before = used();
        long began = System.nanoTime();
        try (var database = Database.open(DatabaseSettings.of(url), env)) {
            var memory = new ProviderMemory();
            new MemoryFeed(database, memory).start();
            double seconds = (System.nanoTime() - began) / 1e9;
            System.gc();
            double megabytes = (used() - before) / 1048576.0;
            String what = memory.view().size() + " providers, " + PROVIDERS * HELD_BY_EACH + " allocations, ";
            told.accept(Figure.of(what + "loaded in", seconds, "s", Target.atMost(15)));
            told.accept(Figure.of(what + "heap", megabytes, "MB", Target.atMost(3_000)));
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void fill(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        String amounts = "DISK_GB=1;MEMORY_MB=512;VCPU=1";
        String inventories = "DISK_GB=4000/0/1/4000/1/1.0;MEMORY_MB=262144/0/1/262144/1/1.0;VCPU=64/0/1/64/1/16.0";
        String usages = "DISK_GB=10;MEMORY_MB=5120;VCPU=10";
        try (var provider = connection.prepareStatement("insert into provider (id, name, inventories, usages, traits,"
                        + " generation, updated_at, root_id, aggregates, hosting) values (?, ?, ?, ?,"
                        + " 'COMPUTE_NODE,HW_CPU_X86_AVX,HW_CPU_X86_AVX2', 10, 1, ?, '', false)");
                var allocation = connection.prepareStatement("insert into allocation"
                        + " (consumer_id, provider_id, project_id, user_id, resources, created_at)"
                        + " values (?, ?, 'bench', 'bench', ?, 1)")) {
            for (int i = 0; i < PROVIDERS; i++) {
                String id = UUID.randomUUID().toString();
                provider.setString(1, id);
                provider.setString(2, "bench-" + i);
                provider.setString(3, inventories);
                provider.setString(4, usages);
                provider.setString(5, id);
                provider.addBatch();
                for (int j = 0; j < HELD_BY_EACH; j++) {
                    allocation.setString(1, UUID.randomUUID().toString());
                    allocation.setString(2, id);
                    allocation.setString(3, amounts);
                    allocation.addBatch();
                }
                if ((i + 1) % BATCH == 0) {
                    provider.executeBatch();
                    allocation.executeBatch();
                    connection.commit();
                }
            }
        }
    }
}
