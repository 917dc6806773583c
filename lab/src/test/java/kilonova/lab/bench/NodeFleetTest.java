package kilonova.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kilonova.control.node.NodeSettings;
import kilonova.node.session.SessionSettings;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeFleetTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<FleetNode.Face> TWO =
            List.of(new FleetNode.Face("n-1", "h-1", "one"), new FleetNode.Face("n-2", "h-2", "two"));

    private final String name = InProcessServerBuilder.generateName();
    private final AtomicInteger refusing = new AtomicInteger();

    @org.jspecify.annotations.Nullable
    private Server server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.shutdownNow();
        }
    }

    @Test
    void aNodeIsHomeOnceEveryWishOfItsHostWasStated() throws IOException {
        listen();

        try (var fleet = fleet()) {
            fleet.connect();

            assertThat(fleet.awaitHome(SOON)).isLessThanOrEqualTo(System.nanoTime());
            assertThat(fleet.mostRefusals()).isZero();
        }
    }

    @Test
    void oneThatIsRefusedComesAgainAndIsCounted() throws IOException {
        refusing.set(1);
        listen();

        try (var fleet = fleet()) {
            fleet.connect();

            assertThat(fleet.awaitHome(SOON)).isPositive();
            assertThat(fleet.mostRefusals()).isEqualTo(1);
        }
    }

    @Test
    void whoeverWaitsInVainHearsWhatTheLastNodeHeard() throws IOException {
        refusing.set(Integer.MAX_VALUE);
        listen();

        try (var fleet = fleet()) {
            fleet.connect();

            assertThatThrownBy(() -> fleet.awaitHome(Duration.ofMillis(500)))
                    .isInstanceOf(BenchFailure.class)
                    .hasMessageContaining("of 2 nodes 0 were home")
                    .hasMessageContaining("not now");
        }
    }

    @Test
    void aNodeTriesAgainWithinTheLeaseThatAStartOfTheControlPlaneGivesIt() {
        assertThat(SessionSettings.standard("any").reconnectLongest()).isLessThan(NodeSettings.USUAL.lease());
    }

    private NodeFleet fleet() {
        return new NodeFleet(
                TWO, i -> InProcessChannelBuilder.forName(name).directExecutor().build());
    }

    private void listen() throws IOException {
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(new Replica())
                .build()
                .start();
    }

    /** Refuses the first few, takes in the rest. */
    private final class Replica extends NodeServiceGrpc.NodeServiceImplBase {
        @Override
        public StreamObserver<NodeMessage> connect(StreamObserver<ControlMessage> out) {
            return new StreamObserver<>() {
                @Override
                public void onNext(NodeMessage message) {
                    switch (message.getMessageCase()) {
                        case HELLO -> hello();
                        case SNAPSHOT ->
                            out.onNext(ControlMessage.newBuilder()
                                    .setWishes(ControlMessage.Wishes.newBuilder()
                                            .addCompleteHostIds(
                                                    message.getSnapshot().getHostId()))
                                    .build());
                        case HEARTBEAT, FACTS, ANSWER, MESSAGE_NOT_SET ->
                            throw new IllegalStateException("not expected");
                    }
                }

                private void hello() {
                    if (refusing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        out.onError(
                                Status.UNAVAILABLE.withDescription("not now").asRuntimeException());
                    } else {
                        out.onNext(ControlMessage.newBuilder()
                                .setWelcome(ControlMessage.Welcome.getDefaultInstance())
                                .build());
                    }
                }

                @Override
                public void onError(Throwable gone) {
                    // The node went away.
                }

                @Override
                public void onCompleted() {
                    out.onCompleted();
                }
            };
        }
    }
}
