package kilonova.client;

import com.google.protobuf.FieldMask;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.WatchServersResponse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what a gRPC client gets: health, error details, idempotent requests, operations, watches, pages, masks. */
@Command(
        name = "tour",
        mixinStandardHelpOptions = true,
        description = "A tour of the gRPC API. Load an openrc file that `kilonova up` wrote first.")
public final class Tour implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

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
        try (var cloud = KilonovaClient.connect(endpoint, PasswordLogin.of(System.getenv()))) {
            health(cloud);
            refusals(cloud);
            walk(cloud);
        }
        say("the tour is over: everything went as it should");
        return 0;
    }

    private static void health(KilonovaClient cloud) {
        var asked = HealthCheckRequest.newBuilder()
                .setService("kilonova.compute.v1.ServerService")
                .build();
        var status = HealthGrpc.newBlockingStub(cloud.channel()).check(asked).getStatus();
        expect(status == ServingStatus.SERVING, asked.getService() + " is SERVING");
    }

    private static void refusals(KilonovaClient cloud) {
        try {
            cloud.server(UUID.randomUUID().toString());
            expect(false, "an unknown server is refused");
        } catch (StatusRuntimeException failure) {
            Refusal why = Refusal.of(failure);
            expect(why.reason().equals("NotFound"), "an unknown server is " + why.code() + "/" + why.reason());
        }
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

        var deleted = cloud.await(cloud.deleteServer(id, UUID.randomUUID()), PATIENCE);
        expect(deleted.getDone() && Operations.failure(deleted).isEmpty(), "it is deleted");
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
