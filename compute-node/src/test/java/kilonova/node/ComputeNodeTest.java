package kilonova.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kilonova.kernel.Env;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.session.SessionSettings;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node with its real threads and files; only the control plane is ours. */
class ComputeNodeTest {
    private static final int HOSTS = 20;
    private static final int GUESTS = 200;

    @Test
    void manyFakeHostsRunManyGuestsAndFindThemAgainAfterARestart(@TempDir Path data) throws Exception {
        var first = new Control();
        withNode(data, first, () -> assertThat(first.allRun.await(30, TimeUnit.SECONDS))
                .isTrue());
        var second = new Control();
        withNode(data, second, () -> assertThat(second.allRun.await(30, TimeUnit.SECONDS))
                .isTrue());
        assertThat(second.inSnapshots).hasSize(GUESTS);
        assertThat(second.hello).isEqualTo(first.hello);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void withNode(Path data, Control control, Work work) throws Exception {
        var address = "node-" + UUID.randomUUID();
        var server = server(address, control);
        var channel = InProcessChannelBuilder.forName(address).build();
        var env = Env.real();
        try (var node = ComputeNode.startFake(
                data, SessionSettings.standard("test"), env, channel, HOSTS, FakeTemper.calm(env.random()))) {
            work.run();
            assertThat(node.connected()).isTrue();
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    private static io.grpc.Server server(String address, Control control) throws IOException {
        return InProcessServerBuilder.forName(address)
                .addService(control)
                .build()
                .start();
    }

    /** Wishes the same guests of every node that says hello. */
    private static final class Control extends NodeServiceGrpc.NodeServiceImplBase {
        private final Set<String> running = ConcurrentHashMap.newKeySet();
        private final Set<String> inSnapshots = ConcurrentHashMap.newKeySet();
        private final CountDownLatch allRun = new CountDownLatch(1);
        private volatile NodeMessage.Hello hello = NodeMessage.Hello.getDefaultInstance();

        @Override
        public StreamObserver<NodeMessage> connect(StreamObserver<ControlMessage> down) {
            return new StreamObserver<>() {
                @Override
                public void onNext(NodeMessage message) {
                    if (message.hasHello()) {
                        hello = message.getHello();
                        down.onNext(ControlMessage.newBuilder()
                                .setWelcome(ControlMessage.Welcome.getDefaultInstance())
                                .build());
                        down.onNext(ControlMessage.newBuilder()
                                .setWishes(ControlMessage.Wishes.newBuilder().addAllWishes(wishes(hello)))
                                .build());
                    }
                    message.getSnapshot().getGuestsList().forEach(guest -> inSnapshots.add(guest.getServerId()));
                    note(message.getSnapshot().getGuestsList());
                    note(message.getFacts().getGuestsList());
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    down.onCompleted();
                }
            };
        }

        private void note(List<GuestObservation> guests) {
            for (var guest : guests) {
                if (guest.getPower() == GuestPower.GUEST_POWER_RUNNING && guest.getGeneration() == 1) {
                    running.add(guest.getServerId());
                }
            }
            if (running.size() == GUESTS) {
                allRun.countDown();
            }
        }

        private static List<Wish> wishes(NodeMessage.Hello hello) {
            return IntStream.range(0, GUESTS)
                    .mapToObj(i -> Wish.newBuilder()
                            .setServerId("server-" + i)
                            .setHostId(hello.getHosts(i % HOSTS).getHostId())
                            .setGeneration(1)
                            .setEpoch(1)
                            .setPower(WantedPower.WANTED_POWER_RUNNING)
                            .setSpec(GuestSpec.newBuilder().setName("guest-" + i))
                            .build())
                    .toList();
        }
    }
}
