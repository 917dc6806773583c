package kilonova.client;

import com.google.protobuf.FieldMask;
import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerEvent.Kind;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.UpdateServerRequest;
import kilonova.compute.v1.WatchServersResponse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what a gRPC client gets: reflection, health, error details, idempotent requests, operations, watches, pages, masks. */
@Command(
        name = "tour",
        mixinStandardHelpOptions = true,
        description = "A tour of the gRPC API. Load an openrc file that `kilonova up` wrote first.")
public final class Tour implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LONGEST_NAME = 255;

    @Option(names = "--endpoint", defaultValue = "${env:KILONOVA_GRPC}", required = true, description = "HOST:PORT")
    private String endpoint = "";

    @Option(names = "--image", required = true, description = "Id of the image to boot.")
    private String image = "";

    @Option(names = "--flavor", defaultValue = "", description = "Id of the flavor; else the first.")
    private String flavor = "";

    private Tour() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Tour()).execute(arguments));
    }

    @Override
    public Integer call() {
        try (var cloud = KilonovaClient.connect(endpoint, System.getenv())) {
            health(cloud, services(cloud));
            refusals(cloud);
            walk(cloud);
        }
        say("the tour is over: everything went as it should");
        return 0;
    }

    /** What reflection lists of ours; it needs no token. */
    private static List<String> services(KilonovaClient cloud) {
        var answers = new LinkedBlockingQueue<ServerReflectionResponse>();
        var asked = ServerReflectionGrpc.newStub(cloud.channel()).serverReflectionInfo(new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse answer) {
                answers.add(answer);
            }

            @Override
            public void onError(Throwable failure) {
                answers.add(ServerReflectionResponse.getDefaultInstance());
            }

            @Override
            public void onCompleted() {}
        });
        asked.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        try {
            var answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            asked.onCompleted();
            var ours = Optional.ofNullable(answer).stream()
                    .flatMap(each -> each.getListServicesResponse().getServiceList().stream())
                    .map(ServiceResponse::getName)
                    .filter(name -> name.startsWith("kilonova."))
                    .toList();
            expect(ours.contains("kilonova.compute.v1.ServerService"), ours.size() + " services are listed");
            return ours;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    private static void health(KilonovaClient cloud, List<String> services) {
        var health = HealthGrpc.newBlockingStub(cloud.channel());
        for (String service : services) {
            var asked = HealthCheckRequest.newBuilder().setService(service).build();
            if (health.check(asked).getStatus() != ServingStatus.SERVING) {
                expect(false, service + " is SERVING");
            }
        }
        expect(true, "each of them is SERVING");
    }

    private static void refusals(KilonovaClient cloud) {
        Refusal unknown = refusal(() -> cloud.server(UUID.randomUUID().toString()));
        expect(
                unknown.code() == Code.NOT_FOUND && unknown.reason().equals("NotFound"),
                "an unknown server is " + unknown.code() + "/" + unknown.reason());
        var nameless = ServerSpec.newBuilder().setName("n".repeat(LONGEST_NAME + 1));
        Refusal invalid = refusal(() -> cloud.createServer(nameless.build(), UUID.randomUUID()));
        expect(
                invalid.code() == Code.INVALID_ARGUMENT && invalid.fields().contains("server.name"),
                "a name that is too long is " + invalid.code() + ", and the fields at fault are named: "
                        + invalid.fields());
    }

    private static Refusal refusal(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException failure) {
            return Refusal.of(failure);
        }
        throw new IllegalStateException("FAILED: the call should have been refused");
    }

    private void walk(KilonovaClient cloud) {
        String size = flavor.isEmpty()
                ? cloud.flavors()
                        .listFlavors(ListFlavorsRequest.getDefaultInstance())
                        .getFlavors(0)
                        .getId()
                : flavor;
        long before = watch(cloud, 0, WatchServersResponse::getSnapshotComplete);
        expect(before > 0, "the snapshot is complete at revision " + before);

        String name = "tour-java-" + UUID.randomUUID().toString().substring(0, 8);
        var spec = ServerSpec.newBuilder()
                .setName(name)
                .setImageId(image)
                .setFlavorId(size)
                .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE)
                .build();
        UUID requestId = UUID.randomUUID();
        var first = cloud.createServer(spec, requestId);
        var second = cloud.createServer(spec, requestId);
        expect(
                first.getName().equals(second.getName()),
                "the same request_id twice began one operation: " + first.getName());
        String id = Operations.metadata(first).getSubjectId();
        expect(id.equals(Operations.metadata(second).getSubjectId()), "and one server: " + id);
        var other = spec.toBuilder().setDescription("another").build();
        Refusal reused = refusal(() -> cloud.createServer(other, requestId));
        expect(
                reused.reason().equals("RequestIdReused"),
                "another body under it is " + reused.code() + "/" + reused.reason());
        var done = cloud.await(first, PATIENCE);
        expect(done.getDone() && Operations.failure(done).isEmpty(), "server " + id + " is made");

        long after = watch(cloud, before, message -> message.getEventsList().stream()
                .map(event -> event.getServer())
                .anyMatch(server ->
                        server.getId().equals(id) && server.getRestingState() == RestingState.RESTING_STATE_ACTIVE));
        expect(after > before, "it became ACTIVE after revision " + before);

        var names = new ArrayList<String>();
        cloud.eachServer(1, server -> names.add(server.getName()));
        expect(names.contains(name), names.size() + " servers were read on pages of one");
        var mask = FieldMask.newBuilder().addPaths("name").build();
        var masked = cloud.servers()
                .getServer(GetServerRequest.newBuilder()
                        .setId(id)
                        .setReadMask(mask)
                        .build());
        expect(masked.getName().equals(name) && masked.getImageId().isEmpty(), "a mask of `name` fills the name only");

        var changed = cloud.servers()
                .updateServer(UpdateServerRequest.newBuilder()
                        .setServer(Server.newBuilder()
                                .setId(id)
                                .setName("not taken")
                                .setDescription("taken"))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("description"))
                        .build());
        expect(
                changed.getName().equals(name) && changed.getDescription().equals("taken"),
                "a mask of `description` changes the description only");

        var deleted = cloud.await(cloud.deleteServer(id, UUID.randomUUID()), PATIENCE);
        expect(deleted.getDone() && Operations.failure(deleted).isEmpty(), "it is deleted");
        long gone = watch(cloud, before, message -> message.getEventsList().stream()
                .anyMatch(event -> event.getServer().getId().equals(id) && event.getKind() == Kind.KIND_DELETED));
        expect(gone > after, "a watch from the same revision tells that it is gone");
    }

    /** Reads a watch until a message satisfies and the next bookmark is there; gives that bookmark. */
    private static long watch(KilonovaClient cloud, long revision, Predicate<WatchServersResponse> until) {
        try (var watch = cloud.watchServers(revision)) {
            boolean satisfied = false;
            while (watch.hasNext()) {
                var message = watch.next();
                satisfied |= until.test(message);
                if (satisfied && message.getBookmark() > 0) {
                    return message.getBookmark();
                }
            }
            throw new IllegalStateException("the watch ended early");
        }
    }

    private static void expect(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("FAILED: " + what);
        }
        say("  " + what);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
