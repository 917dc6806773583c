package kilonova.lab.bench;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.HostInventory;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;

/**
 * A compute node whose guests are all in its head: it grants every wish at once, and lets guests stop and start by themselves
 * when it is told to. Fit for measuring how soon others hear of it.
 */
final class FlippingNode implements AutoCloseable {
    private static final long ROOM = 100_000;
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final String host;
    private final StreamObserver<NodeMessage> out;
    private final CountDownLatch welcome = new CountDownLatch(1);
    /** What is wanted of each guest, by server. */
    private final Map<String, Wish> wishes = new ConcurrentHashMap<>();

    private final Thread heart;
    private long sequence;

    FlippingNode(Channel channel, String host) {
        this.host = host;
        this.out = NodeServiceGrpc.newStub(channel).connect(new StreamObserver<>() {
            @Override
            public void onNext(ControlMessage message) {
                heard(message);
            }

            @Override
            public void onError(Throwable ended) {}

            @Override
            public void onCompleted() {}
        });
        say(NodeMessage.newBuilder()
                .setHello(NodeMessage.Hello.newBuilder()
                        .setNodeId("node-of-" + host)
                        .setSoftwareVersion("bench")
                        .addHosts(report())));
        this.heart = Thread.ofVirtual().start(this::live);
    }

    private HypervisorReport report() {
        var plenty = HostInventory.newBuilder()
                .setTotal(ROOM)
                .setMinUnit(1)
                .setMaxUnit((int) ROOM)
                .setStepSize(1)
                .setAllocationRatio(1);
        return HypervisorReport.newBuilder()
                .setHostId(host)
                .setName(host)
                .setHypervisorHostname(host)
                .setType("bench")
                .setVersion(1)
                .setHostIp("127.0.0.1")
                .setCpuInfo("{}")
                .setZone("nova")
                .putInventories("VCPU", plenty.build())
                .putInventories(
                        "MEMORY_MB",
                        plenty.setTotal(ROOM * 1_000)
                                .setMaxUnit((int) ROOM * 1_000)
                                .build())
                .putInventories("DISK_GB", plenty.build())
                .build();
    }

    private void heard(ControlMessage message) {
        switch (message.getMessageCase()) {
            case WELCOME -> {
                say(NodeMessage.newBuilder()
                        .setSnapshot(NodeMessage.Snapshot.newBuilder().setHostId(host)));
                welcome.countDown();
            }
            case WISHES -> {
                var facts = new ArrayList<GuestObservation>();
                for (Wish wish : message.getWishes().getWishesList()) {
                    Wish before = wishes.put(wish.getServerId(), wish);
                    if (before == null || before.getGeneration() < wish.getGeneration()) {
                        facts.add(granted(wish));
                    }
                }
                say(facts);
            }
            case QUESTION, RESYNC, MESSAGE_NOT_SET -> {} // Nobody asks here, and nothing is lost on the way.
        }
    }

    private GuestObservation granted(Wish wish) {
        GuestPower power =
                switch (wish.getPower()) {
                    case WANTED_POWER_RUNNING, WANTED_POWER_AS_IT_IS -> GuestPower.GUEST_POWER_RUNNING;
                    case WANTED_POWER_SHUT_OFF -> GuestPower.GUEST_POWER_SHUT_OFF;
                    case WANTED_POWER_ABSENT, WANTED_POWER_UNSPECIFIED, UNRECOGNIZED -> GuestPower.GUEST_POWER_ABSENT;
                };
        return observed(wish, power);
    }

    private static GuestObservation observed(Wish wish, GuestPower power) {
        return GuestObservation.newBuilder()
                .setServerId(wish.getServerId())
                .setHostId(wish.getHostId())
                .setPower(power)
                .setGeneration(wish.getGeneration())
                .setEpoch(wish.getEpoch())
                .build();
    }

    void awaitWelcome() throws InterruptedException {
        welcome.await();
    }

    /** Servers whose guests run here. */
    List<String> guests() {
        return wishes.values().stream()
                .filter(wish -> wish.getPower() == WantedPower.WANTED_POWER_RUNNING)
                .map(Wish::getServerId)
                .sorted()
                .toList();
    }

    /** All servers that are to be here, whatever their power. */
    List<String> all() {
        return wishes.keySet().stream().sorted().toList();
    }

    /** These guests now have this power, by themselves: told in one message. */
    void flip(List<String> servers, GuestPower power) {
        var facts = new ArrayList<GuestObservation>(servers.size());
        for (String id : servers) {
            Wish wish = wishes.get(id);
            if (wish != null) {
                facts.add(observed(wish, power));
            }
        }
        say(facts);
    }

    private void say(List<GuestObservation> facts) {
        if (!facts.isEmpty()) {
            say(NodeMessage.newBuilder().setFacts(NodeMessage.Facts.newBuilder().addAllGuests(facts)));
        }
    }

    private synchronized void say(NodeMessage.Builder message) {
        out.onNext(message.setSequence(++sequence).build());
    }

    private void live() {
        try {
            while (true) {
                Thread.sleep(HEARTBEAT);
                say(NodeMessage.newBuilder().setHeartbeat(NodeMessage.Heartbeat.getDefaultInstance()));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        heart.interrupt();
        out.onCompleted();
    }
}
