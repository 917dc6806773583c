package kilonova.lab.bench;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.HostInventory;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * One node with one host and no guests, as small as can be: a connection, a stream, a number. It speaks as a real one does:
 * Hello, after the Welcome a Snapshot, heartbeats from then on. It is home when every wish of its host was stated.
 */
final class FleetNode {
    /** Who a node and its host are. */
    record Face(String nodeId, String hostId, String hostName) {}

    /** Hears how it goes. On any thread. */
    interface Ear {
        void home(FleetNode node);

        /** @param refused by the replica, which was there to refuse */
        void lost(FleetNode node, boolean refused, String why);
    }

    private final Face face;
    private final ManagedChannel channel;
    private final Ear ear;
    private @Nullable Stream stream;
    private int failures;

    FleetNode(Face face, ManagedChannel channel, Ear ear) {
        this.face = face;
        this.channel = channel;
        this.ear = ear;
    }

    /** Streams that ended in a row. */
    synchronized int failures() {
        return failures;
    }

    synchronized void connect() {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.enterIdle();
        }
        var opened = new Stream();
        stream = opened;
        NodeServiceGrpc.newStub(channel).connect(opened);
        opened.say(NodeMessage.newBuilder()
                .setHello(NodeMessage.Hello.newBuilder()
                        .setNodeId(face.nodeId())
                        .setSoftwareVersion("bench")
                        .addHosts(report())));
    }

    synchronized void heartbeat() {
        if (stream != null && stream.home) {
            stream.say(NodeMessage.newBuilder().setHeartbeat(NodeMessage.Heartbeat.getDefaultInstance()));
        }
    }

    private HypervisorReport report() {
        return HypervisorReport.newBuilder()
                .setHostId(face.hostId())
                .setName(face.hostName())
                .setHypervisorHostname(face.hostName())
                .setType("fake")
                .setVersion(1)
                .setHostIp("127.0.0.1")
                .setCpuInfo("{}")
                .setZone("nova")
                .putInventories("VCPU", inventory(64, 4))
                .putInventories("MEMORY_MB", inventory(262_144, 1))
                .putInventories("DISK_GB", inventory(4_096, 1))
                .build();
    }

    private static HostInventory inventory(long total, double ratio) {
        return HostInventory.newBuilder()
                .setTotal(total)
                .setMinUnit(1)
                .setMaxUnit(total)
                .setStepSize(1)
                .setAllocationRatio(ratio)
                .build();
    }

    private synchronized boolean isCurrent(Stream one) {
        return stream == one;
    }

    private synchronized boolean came(Stream from, ControlMessage message) {
        if (message.hasWelcome()) {
            from.say(NodeMessage.newBuilder()
                    .setSnapshot(NodeMessage.Snapshot.newBuilder().setHostId(face.hostId())));
        }
        boolean arrived = !from.home && message.getWishes().getCompleteHostIdsCount() > 0;
        if (arrived) {
            from.home = true;
            failures = 0;
        }
        return arrived;
    }

    private synchronized void ended() {
        stream = null;
        failures++;
    }

    private final class Stream implements ClientResponseObserver<NodeMessage, ControlMessage> {
        private @Nullable ClientCallStreamObserver<NodeMessage> out;
        private long sequence;
        private boolean home;

        void say(NodeMessage.Builder message) {
            if (out != null) {
                out.onNext(message.setSequence(++sequence).build());
            }
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<NodeMessage> requests) {
            out = requests;
        }

        @Override
        public void onNext(ControlMessage message) {
            if (isCurrent(this) && came(this, message)) {
                ear.home(FleetNode.this);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (isCurrent(this)) {
                boolean refused = !home && Status.fromThrowable(failure).getCause() == null;
                ended();
                ear.lost(FleetNode.this, refused, failure.toString());
            }
        }

        @Override
        public void onCompleted() {
            onError(Status.UNAVAILABLE.asRuntimeException());
        }
    }
}
