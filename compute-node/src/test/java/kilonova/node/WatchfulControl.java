package kilonova.node;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.FetchImageRequest;
import kilonova.node.v1.FetchImageResponse;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import kilonova.node.v1.Wish;

/** A control plane of one stream for nodes with real threads: states wishes, waits for what is observed. */
final class WatchfulControl extends NodeServiceGrpc.NodeServiceImplBase {
    private static final int CHUNK = 1 << 20;

    private final Map<String, Wish> wishes = new LinkedHashMap<>();
    private final Map<String, GuestObservation> guests = new LinkedHashMap<>();
    private final Map<Long, CompletableFuture<NodeMessage.Answer>> asked = new LinkedHashMap<>();
    private final Map<String, Path> images = new LinkedHashMap<>();
    private final Set<String> inSnapshots = new LinkedHashSet<>();
    private final List<String> fetched = new ArrayList<>();
    private Optional<NodeMessage.Hello> hello = Optional.empty();
    private Optional<StreamObserver<ControlMessage>> open = Optional.empty();

    @Override
    public StreamObserver<NodeMessage> connect(StreamObserver<ControlMessage> down) {
        return new StreamObserver<>() {
            @Override
            public void onNext(NodeMessage message) {
                take(message, down);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                down.onCompleted();
            }
        };
    }

    @Override
    public void fetchImage(FetchImageRequest request, StreamObserver<FetchImageResponse> out) {
        Optional<Path> image;
        synchronized (this) {
            fetched.add(request.getImageId());
            image = Optional.ofNullable(images.get(request.getImageId()));
        }
        if (image.isEmpty()) {
            out.onError(Status.NOT_FOUND.asRuntimeException());
            return;
        }
        try (var in = Files.newInputStream(image.get())) {
            for (var chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                out.onNext(FetchImageResponse.newBuilder()
                        .setData(ByteString.copyFrom(chunk))
                        .build());
            }
            out.onCompleted();
        } catch (IOException broken) {
            out.onError(Status.INTERNAL.asRuntimeException());
        }
    }

    synchronized void state(Wish wish) {
        wishes.put(wish.getServerId(), wish);
        say(ControlMessage.newBuilder()
                .setWishes(ControlMessage.Wishes.newBuilder().addWishes(wish))
                .build());
    }

    synchronized void image(String id, Path file) {
        images.put(id, file);
    }

    synchronized NodeMessage.Hello hello() throws InterruptedException {
        while (hello.isEmpty()) {
            wait();
        }
        return hello.get();
    }

    synchronized Set<String> inSnapshots() {
        return new LinkedHashSet<>(inSnapshots);
    }

    /** Returns once a snapshot showed the server's guest. */
    synchronized void awaitInSnapshot(String serverId, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!inSnapshots.contains(serverId)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("guest " + serverId + " is in no snapshot");
            }
            wait(left);
        }
    }

    synchronized List<String> fetched() {
        return List.copyOf(fetched);
    }

    /** The server's guest once it is as told; fails after that time with what it is instead. */
    synchronized GuestObservation await(String serverId, Duration longest, Predicate<GuestObservation> asTold)
            throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            var guest = guests.getOrDefault(serverId, GuestObservation.getDefaultInstance());
            if (asTold.test(guest)) {
                return guest;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("guest " + serverId + " is still: " + guest);
            }
            wait(left);
        }
    }

    String console(String hostId, String serverId) throws Exception {
        var answer = new CompletableFuture<NodeMessage.Answer>();
        synchronized (this) {
            long id = asked.size() + 1L;
            asked.put(id, answer);
            say(ControlMessage.newBuilder()
                    .setQuestion(ControlMessage.Question.newBuilder()
                            .setId(id)
                            .setHostId(hostId)
                            .setServerId(serverId)
                            .setConsoleOutput(
                                    ControlMessage.ConsoleOutput.newBuilder().setLines(-1)))
                    .build());
        }
        return answer.get(30, TimeUnit.SECONDS).getConsoleOutput();
    }

    private synchronized void take(NodeMessage message, StreamObserver<ControlMessage> down) {
        switch (message.getMessageCase()) {
            case HELLO -> {
                open = Optional.of(down);
                hello = Optional.of(message.getHello());
                say(ControlMessage.newBuilder()
                        .setWelcome(ControlMessage.Welcome.getDefaultInstance())
                        .build());
                say(ControlMessage.newBuilder()
                        .setWishes(ControlMessage.Wishes.newBuilder().addAllWishes(wishes.values()))
                        .build());
            }
            case SNAPSHOT -> {
                for (var guest : message.getSnapshot().getGuestsList()) {
                    inSnapshots.add(guest.getServerId());
                    guests.put(guest.getServerId(), guest);
                }
            }
            case FACTS -> message.getFacts().getGuestsList().forEach(guest -> guests.put(guest.getServerId(), guest));
            case ANSWER -> {
                var waiting = asked.get(message.getAnswer().getQuestionId());
                if (waiting != null) {
                    waiting.complete(message.getAnswer());
                }
            }
            case HEARTBEAT, MESSAGE_NOT_SET -> {}
        }
        notifyAll();
    }

    private void say(ControlMessage message) {
        open.ifPresent(down -> down.onNext(message));
    }
}
