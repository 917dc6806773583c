package kilonova.node.session;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.node.hypervisor.FakeHypervisor;
import kilonova.node.hypervisor.FakeSize;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.Hypervisor;
import kilonova.node.journal.Journal;
import kilonova.node.journal.MemoryRecords;
import kilonova.node.journal.Records;
import kilonova.node.v1.GuestAction;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;

/** One machine with a node on it and a control plane beside it, all in the test's own thread, under a clock of its own. */
final class Machine implements AutoCloseable {
    static final String SERVER = "5e17e500-0000-4000-8000-000000000001";

    final FakeControlPlane control = new FakeControlPlane();
    final FakeTemper temper = FakeTemper.calm(new Random(1));
    final String hostId;
    /** In place of the hypervisor's own list of guests. */
    Optional<Supplier<List<Guest>>> look = Optional.empty();
    /** In place of the hypervisor's own. */
    Optional<String> uptime = Optional.empty();
    /** Of which guest the journal takes nothing. */
    Optional<String> unwritable = Optional.empty();

    private final MemoryRecords journal = new MemoryRecords();
    private final MemoryRecords identity = new MemoryRecords();
    private final MemoryRecords disk = new MemoryRecords();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final Hands clock = new Hands();
    private final Random random = new Random(1);
    private final Env env = new Env(clock, random, Ids.timeOrdered(clock, random));
    private final Server server;
    private final String address = "machine-" + UUID.randomUUID();
    private ManagedChannel channel;
    private FakeHypervisor hypervisor;
    private NodeLoop loop;

    Machine() {
        try {
            server = InProcessServerBuilder.forName(address)
                    .directExecutor()
                    .addService(control)
                    .build()
                    .start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        hostId = new NodeIdentity(identity, env.ids()).hostId("host1");
        channel = dial();
        hypervisor = host();
        loop = start();
    }

    FakeHypervisor hypervisor() {
        return hypervisor;
    }

    private NodeLoop start() {
        return new NodeLoop(
                SessionSettings.standard("test"),
                env,
                new NodeIdentity(identity, env.ids()),
                new Journal(new Tripwire()),
                channel,
                work::add,
                List.of(tripped(hypervisor)));
    }

    /** The hypervisor, but for the looks that a test takes for it. */
    private Hypervisor tripped(Hypervisor real) {
        return (Hypervisor) Proxy.newProxyInstance(
                Machine.class.getClassLoader(), new Class<?>[] {Hypervisor.class}, (_, method, arguments) -> {
                    if (method.getName().equals("guests") && look.isPresent()) {
                        return look.get().get();
                    }
                    if (method.getName().equals("report") && uptime.isPresent()) {
                        return real.report().toBuilder().setUptime(uptime.get()).build();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    /** The journal, with a bug where a test puts one. */
    private final class Tripwire implements Records {
        @Override
        public Map<String, byte[]> all() {
            return journal.all();
        }

        @Override
        public void put(String key, byte[] value) {
            if (unwritable.filter(key::contains).isPresent()) {
                throw new IllegalStateException("a bug of the journal's");
            }
            journal.put(key, value);
        }

        @Override
        public void remove(String key) {
            journal.remove(key);
        }

        @Override
        public void force() {
            journal.force();
        }

        @Override
        public void close() {
            journal.close();
        }
    }

    /** Everything that can happen without time going by, happens. */
    void settle() {
        boolean more = true;
        while (more) {
            var next = loop.tick();
            more = !work.isEmpty() || !next.isAfter(clock.instant());
            while (!work.isEmpty()) {
                work.remove().run();
            }
        }
    }

    /** Only the loop moves: what it hands to its workers is not done. */
    void tickOnly() {
        loop.tick();
    }

    /** One thing that waits for a worker is done, and the loop does not hear of it. */
    void workOnce() {
        work.remove().run();
    }

    void pass(Duration time) {
        var end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            clock.now = clock.now.plusMillis(100);
            settle();
        }
    }

    /** The process dies and another is started: guests and disk are as they were, all else is gone. */
    void crash() {
        channel.shutdownNow();
        work.clear();
        channel = dial();
        hypervisor = host();
        loop = start();
    }

    Wish wish(long generation, WantedPower power) {
        return Wish.newBuilder()
                .setServerId(SERVER)
                .setHostId(hostId)
                .setGeneration(generation)
                .setEpoch(1)
                .setPower(power)
                .setSpec(GuestSpec.newBuilder().setName("guest").setShutdownTimeoutSeconds(10))
                .build();
    }

    Wish running(long generation) {
        return wish(generation, WantedPower.WANTED_POWER_RUNNING);
    }

    Wish reboot(long generation, String actionId) {
        return running(generation).toBuilder()
                .addActions(GuestAction.newBuilder()
                        .setId(actionId)
                        .setReboot(GuestAction.Reboot.newBuilder().setHard(true)))
                .build();
    }

    long run() {
        return hypervisor.observe(SERVER).run();
    }

    @Override
    public void close() {
        loop.close();
        channel.shutdownNow();
        server.shutdownNow();
    }

    private FakeHypervisor host() {
        return FakeHypervisor.hosts("host", 1, FakeSize.STANDARD, temper, disk).getFirst();
    }

    private ManagedChannel dial() {
        return InProcessChannelBuilder.forName(address).directExecutor().build();
    }

    /** A clock that moves when told. */
    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
