package kilonova.control.node;

import static kilonova.node.v1.ControlMessage.MessageCase.RESYNC;
import static kilonova.node.v1.ControlMessage.MessageCase.WELCOME;
import static kilonova.node.v1.ControlMessage.MessageCase.WISHES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.UUID;
import kilonova.control.identity.Principal;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** What goes up and down the stream of a node, on every database. */
@EveryDatabase
final class NodeStreamTest {
    private final DatabaseKind kind;

    NodeStreamTest(TestDatabase place) {
        kind = place.kind();
    }

    @Test
    void noWishIsStatedBeforeTheSnapshotOfThatStreamWasTakenIn() {
        try (var streams = new Streams(new NoImages(), kind)) {
            var node = streams.node().hello("node-1", "host-1");
            streams.wish("host-1", "server-1", 1);
            assertThat(node.kinds()).containsExactly(WELCOME);
            node.snapshot("host-1");
            assertThat(node.kinds()).containsExactly(WELCOME, WISHES);
            assertThat(node.heard.getLast().getWishes().getCompleteHostIdsList())
                    .containsExactly("host-1");
        }
    }

    @Test
    void aWishThatChangesIsStatedOnceTheSnapshotIsIn() {
        try (var streams = new Streams(new NoImages(), kind)) {
            var node = streams.node().hello("node-1", "host-1").snapshot("host-1");
            streams.wish("host-1", "server-1", 1);
            assertThat(node.heard.getLast().getWishes().getWishesList()).hasSize(1);
        }
    }

    @Test
    void aGapIsAnsweredByAskingForEverything() {
        try (var streams = new Streams(new NoImages(), kind)) {
            var node = streams.node().hello("node-1", "host-1").snapshot("host-1");
            node.lose(1).fact("host-1", "server-1");
            assertThat(node.kinds()).endsWith(RESYNC);
            assertThat(node.heard.getLast().getResync().getHostIdsList()).containsExactly("host-1");
            assertThat(streams.guests.told).contains("saw server-1");
        }
    }

    @Test
    void withoutAGapNothingIsAskedFor() {
        try (var streams = new Streams(new NoImages(), kind)) {
            var node = streams.node()
                    .hello("node-1", "host-1")
                    .snapshot("host-1")
                    .heartbeat()
                    .fact("host-1", "server-1");
            assertThat(node.kinds()).doesNotContain(RESYNC);
        }
    }

    @Test
    void aMessageWhoseNumberWasTakenChangesNothing() {
        try (var streams = new Streams(new NoImages(), kind)) {
            streams.node()
                    .hello("node-1", "host-1")
                    .snapshot("host-1")
                    .repeatNumber()
                    .fact("host-1", "server-1");
            assertThat(streams.guests.told).doesNotContain("saw server-1");
        }
    }

    @Test
    void whatAnOlderStreamSaysLateIsNotTaken() {
        try (var streams = new Streams(new NoImages(), kind)) {
            var older = streams.node().hello("node-1", "host-1").snapshot("host-1");
            streams.node().hello("node-1", "host-1").snapshot("host-1");
            assertThat(older.over).isTrue();
            older.fact("host-1", "server-1");
            assertThat(streams.guests.told).doesNotContain("saw server-1");
        }
    }

    @Test
    void aNodeSpeaksForItsOwnHostsAlone() {
        try (var streams = new Streams(new NoImages(), kind)) {
            streams.node().hello("node-2", "host-2").snapshot("host-2");
            streams.node()
                    .hello("node-1", "host-1")
                    .snapshot("host-1")
                    .fact("host-2", "server-1")
                    .snapshot("host-2");
            assertThat(streams.guests.told).doesNotContain("saw server-1").containsOnlyOnce("snapshot of host-2");
        }
    }

    @Test
    void aNodeThatDoesNotReadIsSentOneMessageAndItsWishesCoalesce() {
        try (var streams = new Streams(new NoImages(), kind)) {
            var node = new PlayedNode(streams.channel(), false);
            node.hello("node-1", "host-1").snapshot("host-1");
            for (int generation = 1; generation <= 1_000; generation++) {
                streams.wish("host-1", "server-" + generation % 3, generation);
            }
            node.read(100);
            // The Welcome waited in the stream; then each server's wish came once, as it was at the end.
            assertThat(node.heard.stream()
                            .mapToInt(each -> each.getWishes().getWishesCount())
                            .sum())
                    .isBetween(3, 6);
            assertThat(node.heard.stream()
                            .flatMap(each -> each.getWishes().getWishesList().stream())
                            .filter(wish -> wish.getServerId().equals("server-1"))
                            .toList()
                            .getLast()
                            .getGeneration())
                    .isEqualTo(1_000);
        }
    }

    @Test
    void everyWishIsStatedPageByPage() {
        try (var streams = new Streams(new NoImages(), kind)) {
            int many = 2 * NodeSession.BATCH + 1;
            for (int i = 0; i < many; i++) {
                streams.wish("host-1", new UUID(0, i).toString(), i);
            }
            var node = streams.node().hello("node-1", "host-1").snapshot("host-1");
            assertThat(node.heard.stream()
                            .mapToInt(each -> each.getWishes().getWishesCount())
                            .sum())
                    .isEqualTo(many);
            assertThat(node.kinds()).containsExactly(WELCOME, WISHES, WISHES, WISHES);
            assertThat(node.heard.getLast().getWishes().getCompleteHostIdsList())
                    .containsExactly("host-1");
        }
    }

    @Test
    void aControlPlaneThatStopsEndsItsStreams() {
        try (var streams = new Streams(new NoImages(), kind)) {
            var node = streams.node().hello("node-1", "host-1").snapshot("host-1");
            streams.sessions.close();
            assertThat(node.over).isTrue();
        }
    }

    /** There are none. */
    static final class NoImages implements Images {
        @Override
        public Image image(Principal who, String id) {
            throw new kilonova.kernel.Problem.NotFound("image", id).raise();
        }

        @Override
        public InputStream data(String id, long offset) {
            throw new kilonova.kernel.Problem.NotFound("image", id).raise();
        }
    }
}
