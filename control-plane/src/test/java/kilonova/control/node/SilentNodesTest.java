package kilonova.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class SilentNodesTest {
    private static final Duration LEASE = NodeSettings.USUAL.lease();
    private static final Duration TICK = Duration.ofMillis(500);

    @Test
    void aHostIsDownAndItsWaitersAreToldOnceItsLeaseHasLapsed() {
        try (var streams = new Streams(new NodeStreamTest.NoImages())) {
            streams.node().hello("node-1", "host-1").snapshot("host-1");
            streams.pass(LEASE.minus(TICK));
            assertThat(streams.up("host-1")).isTrue();
            streams.pass(TICK.multipliedBy(3));
            assertThat(streams.up("host-1")).isFalse();
            assertThat(streams.guests.told).contains("down host-1");
        }
    }

    @Test
    void anOperatorsWordTellsTheWaitersToo() {
        try (var streams = new Streams(new NodeStreamTest.NoImages())) {
            streams.node().hello("node-1", "host-1").snapshot("host-1");
            streams.forceDown("host-1");
            assertThat(streams.guests.told).contains("down host-1");
        }
    }

    @Test
    void whoChoseTheHostBeforeItWasKnownToBeDownIsToldALeaseLater() {
        try (var streams = new Streams(new NodeStreamTest.NoImages())) {
            streams.node().hello("node-1", "host-1").snapshot("host-1");
            streams.forceDown("host-1");
            streams.guests.told.clear();
            streams.pass(LEASE.plus(TICK));
            assertThat(streams.guests.told).containsOnlyOnce("down host-1");
        }
    }

    @Test
    void aNodeThatIsHeardKeepsItsHostUp() {
        try (var streams = new Streams(new NodeStreamTest.NoImages())) {
            var node = streams.node().hello("node-1", "host-1").snapshot("host-1");
            for (int i = 0; i < 20; i++) {
                streams.pass(LEASE.dividedBy(4));
                node.heartbeat();
            }
            assertThat(streams.up("host-1")).isTrue();
        }
    }

    @Test
    void silenceWhileThisProcessDidNotRunIsNobodysFault() {
        try (var streams = new Streams(new NodeStreamTest.NoImages())) {
            var node = streams.node().hello("node-1", "host-1").snapshot("host-1");
            streams.sleepThrough(LEASE.multipliedBy(3));
            node.heartbeat();
            streams.pass(LEASE.dividedBy(2));
            assertThat(node.over).isFalse();
            assertThat(streams.up("host-1")).isTrue();
        }
    }

    @Test
    void whatNodesWereSilentBeforeTheyCouldComeInIsNobodysFault() {
        try (var streams = new Streams(new NodeStreamTest.NoImages())) {
            streams.node().hello("node-1", "host-1").snapshot("host-1").leave();
            streams.pass(LEASE.minus(TICK));
            streams.sessions.listening();
            streams.pass(LEASE.minus(TICK));
            assertThat(streams.up("host-1")).isTrue();
            streams.pass(TICK.multipliedBy(3));
            assertThat(streams.up("host-1")).isFalse();
        }
    }

    @Test
    void whenMostNodesFallSilentTogetherTheyGetASecondLease() {
        try (var streams = new Streams(new NodeStreamTest.NoImages())) {
            for (int i = 1; i <= 4; i++) {
                streams.node().hello("node-" + i, "host-" + i).snapshot("host-" + i);
            }
            streams.pass(LEASE.plus(LEASE.dividedBy(2)));
            assertThat(streams.up("host-1")).isTrue();
            streams.pass(LEASE);
            assertThat(streams.up("host-1")).isFalse();
            assertThat(streams.guests.told).contains("down host-1", "down host-4");
        }
    }

    @Test
    void fewSilentNodesAmongManyGetNone() {
        try (var streams = new Streams(new NodeStreamTest.NoImages())) {
            var speaking = new ArrayList<PlayedNode>();
            for (int i = 1; i <= 5; i++) {
                speaking.add(streams.node().hello("node-" + i, "host-" + i).snapshot("host-" + i));
            }
            streams.node().hello("node-6", "host-6").snapshot("host-6");
            for (int i = 0; i < 5; i++) {
                streams.pass(LEASE.dividedBy(4));
                speaking.forEach(PlayedNode::heartbeat);
            }
            assertThat(streams.up("host-6")).isFalse();
            assertThat(streams.up("host-1")).isTrue();
        }
    }
}
