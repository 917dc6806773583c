package kilonova.control.assembly;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.HostInventory;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;
import org.jspecify.annotations.Nullable;

/** A node with one host that grants every wish at once, whichever replica states it. */
final class ObedientNode {
    private final String name;
    private final Map<String, Wish> held = new LinkedHashMap<>();
    private volatile @Nullable Line line;

    ObedientNode(String name) {
        this.name = name;
    }

    /** Opens a stream there; the one before, if any, is not ended: the wire was cut, and nobody has noticed. */
    Line connect(Channel channel) {
        var next = new Line(channel);
        line = next;
        next.begin();
        return next;
    }

    synchronized List<String> guests() {
        return held.values().stream()
                .filter(wish -> wish.getPower() != WantedPower.WANTED_POWER_ABSENT)
                .map(Wish::getServerId)
                .toList();
    }

    /** Whether the server was wished away, and is. */
    synchronized boolean lost(String serverId) {
        return held.containsKey(serverId) && held.get(serverId).getPower() == WantedPower.WANTED_POWER_ABSENT;
    }

    private synchronized GuestObservation grant(Wish wish) {
        held.put(wish.getServerId(), wish);
        return observation(wish);
    }

    private synchronized List<GuestObservation> all() {
        return held.values().stream().map(this::observation).toList();
    }

    private GuestObservation observation(Wish wish) {
        return GuestObservation.newBuilder()
                .setServerId(wish.getServerId())
                .setHostId(name)
                .setGeneration(wish.getGeneration())
                .setEpoch(wish.getEpoch())
                .setPower(
                        switch (wish.getPower()) {
                            case WANTED_POWER_ABSENT -> GuestPower.GUEST_POWER_ABSENT;
                            case WANTED_POWER_SHUT_OFF -> GuestPower.GUEST_POWER_SHUT_OFF;
                            default -> GuestPower.GUEST_POWER_RUNNING;
                        })
                .build();
    }

    /** One stream. */
    final class Line implements StreamObserver<ControlMessage> {
        private final StreamObserver<NodeMessage> up;
        private long sequence;
        private volatile @Nullable Status end;

        Line(Channel channel) {
            up = NodeServiceGrpc.newStub(channel).connect(this);
        }

        private void begin() {
            say(NodeMessage.newBuilder()
                    .setHello(NodeMessage.Hello.newBuilder()
                            .setNodeId("node of " + name)
                            .addHosts(report())));
            say(NodeMessage.newBuilder()
                    .setSnapshot(
                            NodeMessage.Snapshot.newBuilder().setHostId(name).addAllGuests(all())));
        }

        private HypervisorReport report() {
            var report = HypervisorReport.newBuilder()
                    .setHostId(name)
                    .setName(name)
                    .setHypervisorHostname(name)
                    .setType("fake");
            Map.of("VCPU", 64L, "MEMORY_MB", 65_536L, "DISK_GB", 1_000L)
                    .forEach((resource, total) -> report.putInventories(
                            resource,
                            HostInventory.newBuilder()
                                    .setTotal(total)
                                    .setMinUnit(1)
                                    .setMaxUnit((int) Math.min(total, Integer.MAX_VALUE))
                                    .setStepSize(1)
                                    .setAllocationRatio(1)
                                    .build()));
            return report.build();
        }

        /** Says that it lives. */
        void heartbeat() {
            say(NodeMessage.newBuilder().setHeartbeat(NodeMessage.Heartbeat.getDefaultInstance()));
        }

        /** Says of a server what is not so: that somebody shut it down. */
        void sayShutOff(Wish wish) {
            say(NodeMessage.newBuilder()
                    .setFacts(NodeMessage.Facts.newBuilder()
                            .addGuests(observation(wish).toBuilder().setPower(GuestPower.GUEST_POWER_SHUT_OFF))));
        }

        /** How it ended, once it has. */
        @Nullable
        Status end() {
            return end;
        }

        private synchronized void say(NodeMessage.Builder message) {
            up.onNext(message.setSequence(++sequence).build());
        }

        @Override
        public void onNext(ControlMessage message) {
            if (line != this) {
                return;
            }
            if (message.hasWishes()) {
                var facts = NodeMessage.Facts.newBuilder();
                message.getWishes().getWishesList().forEach(wish -> facts.addGuests(grant(wish)));
                if (facts.getGuestsCount() > 0) {
                    say(NodeMessage.newBuilder().setFacts(facts));
                }
            } else if (message.hasQuestion()) {
                say(NodeMessage.newBuilder()
                        .setAnswer(NodeMessage.Answer.newBuilder()
                                .setQuestionId(message.getQuestion().getId())
                                .setConsoleOutput("the console of "
                                        + message.getQuestion().getServerId())));
            }
        }

        @Override
        public void onError(Throwable failure) {
            end = Status.fromThrowable(failure);
        }

        @Override
        public void onCompleted() {
            end = Status.OK;
        }
    }

    synchronized Wish wish(String serverId) {
        Wish wish = held.get(serverId);
        if (wish == null) {
            throw new AssertionError("nothing was wished of " + serverId);
        }
        return wish;
    }
}
