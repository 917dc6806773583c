package kilonova.control.node;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import org.jspecify.annotations.Nullable;

/** One stream of a node that does what the test says. It reads only what it asks for. */
final class PlayedNode implements ClientResponseObserver<NodeMessage, ControlMessage> {
    final List<ControlMessage> heard = new ArrayList<>();
    boolean over;
    Status end = Status.OK;
    private final boolean eager;
    private @Nullable ClientCallStreamObserver<NodeMessage> up;
    private long sequence;

    /** @param eager whether it reads on by itself */
    PlayedNode(Channel channel, boolean eager) {
        this.eager = eager;
        NodeServiceGrpc.newStub(channel).connect(this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<NodeMessage> stream) {
        up = stream;
        if (!eager) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    PlayedNode hello(String nodeId, String... hostIds) {
        var hello = NodeMessage.Hello.newBuilder().setNodeId(nodeId);
        for (String id : hostIds) {
            hello.addHosts(HypervisorReport.newBuilder().setHostId(id).setName(id));
        }
        return say(NodeMessage.newBuilder().setHello(hello));
    }

    /** With one host, by its id and the name that it gives it. */
    PlayedNode helloNaming(String nodeId, String hostId, String hostName) {
        return say(NodeMessage.newBuilder()
                .setHello(NodeMessage.Hello.newBuilder()
                        .setNodeId(nodeId)
                        .addHosts(
                                HypervisorReport.newBuilder().setHostId(hostId).setName(hostName))));
    }

    PlayedNode report(String hostId, String hostName) {
        return say(NodeMessage.newBuilder()
                .setFacts(NodeMessage.Facts.newBuilder()
                        .addHosts(
                                HypervisorReport.newBuilder().setHostId(hostId).setName(hostName))));
    }

    PlayedNode snapshot(String hostId) {
        return say(NodeMessage.newBuilder()
                .setSnapshot(NodeMessage.Snapshot.newBuilder().setHostId(hostId)));
    }

    PlayedNode fact(String hostId, String serverId) {
        var guest = GuestObservation.newBuilder().setHostId(hostId).setServerId(serverId);
        return say(
                NodeMessage.newBuilder().setFacts(NodeMessage.Facts.newBuilder().addGuests(guest)));
    }

    PlayedNode heartbeat() {
        return say(NodeMessage.newBuilder().setHeartbeat(NodeMessage.Heartbeat.getDefaultInstance()));
    }

    void leave() {
        stream().onCompleted();
    }

    /** Messages that never arrive. */
    PlayedNode lose(int messages) {
        sequence += messages;
        return this;
    }

    PlayedNode repeatNumber() {
        sequence--;
        return this;
    }

    void read(int messages) {
        stream().request(messages);
    }

    List<ControlMessage.MessageCase> kinds() {
        return heard.stream().map(ControlMessage::getMessageCase).toList();
    }

    private PlayedNode say(NodeMessage.Builder message) {
        stream().onNext(message.setSequence(++sequence).build());
        return this;
    }

    private ClientCallStreamObserver<NodeMessage> stream() {
        if (up == null) {
            throw new IllegalStateException("not begun");
        }
        return up;
    }

    @Override
    public void onNext(ControlMessage message) {
        heard.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        over = true;
        end = Status.fromThrowable(failure);
    }

    @Override
    public void onCompleted() {
        over = true;
    }
}
