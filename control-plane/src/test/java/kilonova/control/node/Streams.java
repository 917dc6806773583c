package kilonova.control.node;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import kilonova.control.host.Host;
import kilonova.control.host.Hosts;
import kilonova.control.image.Images;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;

/** The node room alone, in the test's own thread, under a clock of its own. */
final class Streams implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(500);

    final Hands clock = new Hands();
    private final Random random = new Random(1);
    final Env env = new Env(clock, random, Ids.timeOrdered(clock, random));
    final PlayedGuests guests = new PlayedGuests();
    final Database database = Database.inline(DatabaseSettings.of("jdbc:sqlite::memory:"), env, CommitProbe.NONE);
    final Wishes wishes = new Wishes();
    private final Hosts hosts = new Hosts(env, new PlacementLedger(env));
    final NodeSessions sessions =
            new NodeSessions(env, database, hosts, wishes, guests, NodeSettings.USUAL, Runnable::run);
    private final Server server;
    private final ManagedChannel channel;

    Streams(Images images) {
        String name = "streams-" + UUID.randomUUID();
        try {
            server = InProcessServerBuilder.forName(name)
                    .directExecutor()
                    .addService(new NodeApi(sessions, images))
                    .build()
                    .start();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
        sessions.start();
        sessions.tick();
    }

    Channel channel() {
        return channel;
    }

    PlayedNode node() {
        return new PlayedNode(channel, true);
    }

    /** Time goes by as it does: with a tick every half second. */
    void pass(Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(STEP)) {
            clock.now = clock.now.plus(STEP);
            sessions.tick();
        }
    }

    /** Time goes by, and nobody ticks: this process did not run. */
    void sleepThrough(Duration time) {
        clock.now = clock.now.plus(time);
        sessions.tick();
    }

    void wish(String hostId, String serverId, long generation) {
        database.write(tx -> {
            wishes.state(tx, new Wish(serverId, hostId, generation, 1, WantedPower.RUNNING, List.of()));
            return true;
        });
    }

    boolean up(String hostId) {
        return database.read(tx -> hosts.find(tx, hostId)).filter(Host::up).isPresent();
    }

    void forceDown(String hostId) {
        database.write(tx -> hosts.set(
                tx, hostId, "", java.util.Optional.empty(), java.util.Optional.empty(), java.util.Optional.of(true)));
        sessions.tick();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        database.close();
    }

    static final class Hands extends Clock {
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
