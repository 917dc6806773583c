package kilonova.node.session;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import kilonova.node.v1.Wish;

/** The control plane's side of the stream: remembers what came, says what it is told to. */
final class FakeControlPlane extends NodeServiceGrpc.NodeServiceImplBase {
    final List<NodeMessage> came = new ArrayList<>();
    final Map<String, GuestObservation> guests = new LinkedHashMap<>();
    /** Stated to every new stream, followed by the word that this is all. */
    final Map<String, Wish> wishes = new LinkedHashMap<>();

    boolean welcoming = true;
    /** Whether it promises to say something in each heartbeat's time. */
    boolean talkative;

    boolean away;
    int streams;
    private Optional<StreamObserver<ControlMessage>> open = Optional.empty();

    @Override
    public StreamObserver<NodeMessage> connect(StreamObserver<ControlMessage> down) {
        streams++;
        came.clear();
        if (away) {
            down.onError(Status.UNAVAILABLE.asRuntimeException());
        } else {
            open = Optional.of(down);
        }
        return new StreamObserver<>() {
            @Override
            public void onNext(NodeMessage message) {
                came.add(message);
                switch (message.getMessageCase()) {
                    case HELLO -> welcome(message.getHello());
                    case SNAPSHOT -> message.getSnapshot().getGuestsList().forEach(FakeControlPlane.this::note);
                    case FACTS -> message.getFacts().getGuestsList().forEach(FakeControlPlane.this::note);
                    case HEARTBEAT, ANSWER, MESSAGE_NOT_SET -> {}
                }
            }

            @Override
            public void onError(Throwable failure) {
                open = Optional.empty();
            }

            @Override
            public void onCompleted() {
                open = Optional.empty();
                down.onCompleted();
            }
        };
    }

    void state(Wish wish) {
        wishes.put(wish.getServerId(), wish);
        say(ControlMessage.newBuilder()
                .setWishes(ControlMessage.Wishes.newBuilder().addWishes(wish))
                .build());
    }

    void say(ControlMessage message) {
        open.ifPresent(down -> down.onNext(message));
    }

    /** Says this as often as the node takes it without being asked again; returns how often, at most so often. */
    int sayAsOftenAsTaken(ControlMessage message, int most) {
        int said = 0;
        while (said < most
                && open.filter(down -> ((ServerCallStreamObserver<?>) down).isReady())
                        .isPresent()) {
            say(message);
            said++;
        }
        return said;
    }

    void hangUp() {
        open.ifPresent(down -> down.onError(Status.UNAVAILABLE.asRuntimeException()));
        open = Optional.empty();
    }

    GuestObservation guest(String serverId) {
        return guests.getOrDefault(serverId, GuestObservation.getDefaultInstance());
    }

    List<NodeMessage.MessageCase> kinds() {
        return came.stream().map(NodeMessage::getMessageCase).toList();
    }

    private void welcome(NodeMessage.Hello hello) {
        if (!welcoming) {
            return;
        }
        say(ControlMessage.newBuilder()
                .setWelcome(ControlMessage.Welcome.newBuilder()
                        .setHeartbeatIntervalMillis(500)
                        .setLeaseMillis(2000)
                        .setKeepsTalking(talkative))
                .build());
        var all = ControlMessage.Wishes.newBuilder().addAllWishes(wishes.values());
        hello.getHostsList().forEach(host -> all.addCompleteHostIds(host.getHostId()));
        say(ControlMessage.newBuilder().setWishes(all).build());
    }

    private void note(GuestObservation guest) {
        guests.put(guest.getServerId(), guest);
    }
}
