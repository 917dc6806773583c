package kilonova.control.node;

import static kilonova.control.store.tables.Tables.REPLICA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kilonova.control.replica.Replicas;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import org.junit.jupiter.api.Test;

/** Whose streams count as held: a replica holds them in one life, and not in the next. */
final class LivesOfHoldersTest {
    private static final Duration LEASE = NodeSettings.USUAL.lease();
    private static final Duration LONG = LEASE.multipliedBy(3);
    private static final StreamRepository HELD = new StreamRepository();

    /** Another process, by its row and by the streams that it takes. */
    private static final class Other {
        private final Streams here;
        private final String id;
        private final Database database;
        private Replicas life;

        Other(Streams here, String id) {
            this.here = here;
            this.id = id;
            database = here.database.another(here.env, CommitProbe.NONE);
            life = new Replicas(here.env, database, id);
            life.join();
        }

        void takeStream() {
            database.write(tx -> HELD.take(tx, "node-1", life.me()));
            here.database.catchUp();
        }

        void beginAnew() {
            life = new Replicas(here.env, database, id);
            life.join();
        }
    }

    /** A node that was here, and went on to the other by now. */
    private static Other gone(Streams streams) {
        var other = new Other(streams, "other");
        streams.node().hello("node-1", "host-1").snapshot("host-1");
        other.takeStream();
        streams.passForAll(LEASE, other.life);
        assertThat(streams.up("host-1")).isTrue();
        return other;
    }

    @Test
    void aStreamThatWasTakenInTheNextLifeBeforeTheEndOfTheLastWasSeenIsHeld() {
        try (var streams = Streams.besideOthers(new NodeStreamTest.NoImages())) {
            Other other = gone(streams);
            streams.replicas.tick();
            streams.clock.pass(Replicas.LEASE);
            assertThat(streams.replicas.tick()).as("the other is shut out").isTrue();
            other.beginAnew();
            other.takeStream();

            streams.sessions.tick();
            streams.passForAll(LONG, other.life);

            assertThat(streams.up("host-1")).isTrue();
        }
    }

    @Test
    void aStreamOfALifeThatIsOverIsHeldByNobodyThoughItsReplicaLivesAgain() {
        try (var streams = Streams.besideOthers(new NodeStreamTest.NoImages())) {
            Other other = gone(streams);
            var third = new Other(streams, "third");
            streams.passForAll(LEASE, other.life, third.life);
            other.beginAnew();
            streams.passForAll(LEASE, other.life, third.life);
            assertThat(streams.replicas.others()).containsExactly("other", "third");

            third.life.leave();
            streams.passForAll(LONG, other.life);

            assertThat(streams.up("host-1")).isFalse();
            assertThat(streams.guests.told).contains("down host-1");
        }
    }

    @Test
    void whatADeadReplicaHeldIsGivenUp() {
        try (var streams = Streams.besideOthers(new NodeStreamTest.NoImages())) {
            gone(streams);

            streams.passForAll(LONG);

            assertThat(streams.up("host-1")).isFalse();
        }
    }

    /** What is read from a database that lags behind may be older than what was known. */
    @Test
    void whoSeemedDeadIsAskedForAgainBeforeItsHostsAreGivenUp() {
        try (var streams = Streams.besideOthers(new NodeStreamTest.NoImages())) {
            Other other = gone(streams);
            long epoch = other.life.me().epoch();
            setRow(streams, epoch + 1, -1);
            streams.passForAll(Replicas.LEASE);
            setRow(streams, epoch, Long.MAX_VALUE);

            streams.passForAll(LONG, other.life);

            assertThat(streams.up("host-1")).isTrue();
        }
    }

    /** As when the answer to a Hello is lost: the rows are written, nobody has the stream, and the node dies. */
    @Test
    void aStreamThatBeganUnheardOfIsGivenUpWhenItsNodeNeverComes() {
        try (var streams = Streams.besideOthers(new NodeStreamTest.NoImages())) {
            var node = streams.node().hello("node-1", "host-1").snapshot("host-1");
            node.leave();
            streams.database.write(tx -> HELD.take(tx, "node-1", streams.replicas.me()));

            streams.passForAll(LONG);

            assertThat(streams.up("host-1")).isFalse();
            assertThat(streams.guests.told).contains("down host-1");
        }
    }

    private static void setRow(Streams streams, long epoch, long leaseUntil) {
        streams.database.write(tx -> tx.sql()
                .update(REPLICA)
                .set(REPLICA.EPOCH, epoch)
                .set(REPLICA.LEASE_UNTIL, leaseUntil)
                .where(REPLICA.ID.eq("other"))
                .execute());
    }
}
