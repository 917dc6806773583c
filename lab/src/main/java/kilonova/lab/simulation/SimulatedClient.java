package kilonova.lab.simulation;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.RebootKind;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceStub;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;

/** A tenant that creates, stops, starts, reboots and deletes servers, and asks again whenever it got no answer. */
final class SimulatedClient {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("x-auth-token", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration RETRY = Duration.ofMillis(700);
    private static final double ASKS_TWICE = 0.2;

    private final Timeline timeline;
    private final History history;
    private final ServerServiceStub servers;
    private final String project;
    private final List<String> mine = new ArrayList<>();
    private boolean retired;
    private int created;

    SimulatedClient(Timeline timeline, History history, Channel channel, String project) {
        this.timeline = timeline;
        this.history = history;
        this.project = project;
        var headers = new Metadata();
        headers.put(TOKEN, project);
        this.servers = ServerServiceGrpc.newStub(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
    }

    /** Does so many things, one after another, with pauses between them. */
    void act(int times) {
        if (times <= 0 || retired) {
            return;
        }
        int lot = timeline.random().nextInt(10);
        if (mine.isEmpty() || lot < 4) {
            create();
        } else {
            String server = mine.get(timeline.random().nextInt(mine.size()));
            switch (lot) {
                case 4, 5 -> delete(server);
                case 6, 7 -> stop(server);
                case 8 -> start(server);
                default -> reboot(server);
            }
        }
        timeline.after(timeline.between(Duration.ofMillis(1), Duration.ofSeconds(2)), () -> act(times - 1));
    }

    /** Starts nothing new; what waits for an answer goes on asking. */
    void retire() {
        retired = true;
    }

    private void create() {
        String name = project + "-" + ++created;
        String requestId = new java.util.UUID(0x4000L, timeline.random().nextLong() >>> 2 | Long.MIN_VALUE).toString();
        var request = CreateServerRequest.newBuilder()
                .setRequestId(requestId)
                .setServer(ServerSpec.newBuilder()
                        .setName(name)
                        .setFlavorId("1")
                        .setImageId(SimulatedNeighbours.IMAGE)
                        .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_AUTO))
                .build();
        history.tell("create " + requestId + " asked by " + project);
        askCreate(request);
        if (timeline.random().nextDouble() < ASKS_TWICE) {
            timeline.after(timeline.between(Duration.ZERO, Duration.ofSeconds(1)), () -> askCreate(request));
        }
    }

    private void askCreate(CreateServerRequest request) {
        history.request();
        servers.createServer(request, answer(() -> askCreate(request), operation -> {
            String server = serverOf(operation);
            history.acknowledged(request.getRequestId(), operation.getName(), server);
            if (!mine.contains(server)) {
                mine.add(server);
            }
        }));
    }

    private void delete(String server) {
        mine.remove(server);
        askDelete(server);
    }

    private void askDelete(String server) {
        history.request();
        servers.deleteServer(
                DeleteServerRequest.newBuilder().setId(server).build(),
                answer(() -> askDelete(server), operation -> history.deleted(server)));
    }

    private void stop(String server) {
        history.request();
        servers.stopServer(StopServerRequest.newBuilder().setId(server).build(), answer(() -> {}, operation -> {}));
    }

    private void start(String server) {
        history.request();
        servers.startServer(StartServerRequest.newBuilder().setId(server).build(), answer(() -> {}, operation -> {}));
    }

    private void reboot(String server) {
        history.request();
        servers.rebootServer(
                RebootServerRequest.newBuilder()
                        .setId(server)
                        .setKind(
                                timeline.random().nextBoolean()
                                        ? RebootKind.REBOOT_KIND_HARD
                                        : RebootKind.REBOOT_KIND_SOFT)
                        .build(),
                answer(() -> {}, operation -> {}));
    }

    private StreamObserver<Operation> answer(Runnable again, Consumer<Operation> well) {
        return new StreamObserver<>() {
            @Override
            public void onNext(Operation operation) {
                well.accept(operation);
            }

            @Override
            public void onError(Throwable failure) {
                Status status = Status.fromThrowable(failure);
                switch (status.getCode()) {
                    case UNAVAILABLE, INTERNAL, UNKNOWN, CANCELLED, DEADLINE_EXCEEDED, ABORTED ->
                        timeline.after(RETRY, again);
                    default -> {
                        // Refused for good: by state, by quota, by the server being gone.
                    }
                }
            }

            @Override
            public void onCompleted() {}
        };
    }

    private static String serverOf(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class).getSubjectId();
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
