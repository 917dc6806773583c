package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kilonova.client.KilonovaClient;
import kilonova.client.Operations;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerSpec;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.UploadImageHeader;
import kilonova.image.v1.UploadImageRequest;

/** A cloud on free ports of loopback, which can be stopped and started, and its administrator. */
final class NodeCloud implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    final Path data;
    private final CloudSettings settings;
    private Cloud cloud;

    NodeCloud(Path directory) throws Exception {
        data = directory.resolve("cloud");
        settings = CloudSettings.of(data, StartChoices.of(HypervisorChoice.FAKE, Optional.empty()))
                .on(Ports.free(InetAddress.getLoopbackAddress()));
        cloud = Cloud.start(settings);
    }

    void stop() throws Exception {
        cloud.close();
    }

    void startAgain() throws Exception {
        cloud = Cloud.start(settings);
    }

    String nodeEndpoint() {
        return cloud.run().endpoint(Service.NODE);
    }

    /** What the command printed; it must have ended well. */
    String command(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    /** A bundle for a node of these hosts. */
    Path enroll(String name, String... hosts) {
        Path file = data.resolveSibling(name + "-" + UUID.randomUUID() + ".bundle");
        var arguments = new ArrayList<String>(
                List.of("node", "enroll", name, "--out", file.toString(), "--data-dir", data.toString()));
        for (String host : hosts) {
            arguments.addAll(List.of("--host", host));
        }
        String unused = command(arguments.toArray(String[]::new));
        return file;
    }

    boolean up(String host) throws Exception {
        try (AdminDesk desk = AdminDesk.of(data, cloud.run())) {
            return desk.hosts().stream()
                    .filter(each -> each.getName().equals(host))
                    .anyMatch(Host::getUp);
        }
    }

    private KilonovaClient admin() throws Exception {
        Account admin = Accounts.read(data).admin();
        var login = new kilonova.client.PasswordLogin(
                URI.create(cloud.run().endpoint(Service.IDENTITY)),
                kilonova.client.Trust.system(),
                admin.user(),
                Account.DOMAIN,
                admin.password(),
                admin.project(),
                Account.DOMAIN,
                Main.clock());
        return KilonovaClient.connect(cloud.run().endpoint(Service.GRPC), login);
    }

    /** A server on that host, as it is when its building has ended. */
    Server boot(String host) throws Exception {
        try (var client = admin()) {
            Operation begun = client.servers()
                    .createServer(CreateServerRequest.newBuilder()
                            .setServer(ServerSpec.newBuilder()
                                    .setName("on-" + host)
                                    .setImageId(image(client))
                                    .setFlavorId(client.flavors()
                                            .listFlavors(ListFlavorsRequest.getDefaultInstance())
                                            .getFlavors(0)
                                            .getId())
                                    .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE)
                                    .setRequestedHost(host))
                            .setRequestId(UUID.randomUUID().toString())
                            .build());
            Operation end = client.await(begun, SOON);
            assertThat(Operations.failure(end)).isEmpty();
            return client.server(Operations.metadata(end).getSubjectId());
        }
    }

    boolean active(String serverId) throws Exception {
        try (var client = admin()) {
            return client.server(serverId).getRestingState() == RestingState.RESTING_STATE_ACTIVE;
        }
    }

    void delete(String serverId) throws Exception {
        try (var client = admin()) {
            assertThat(Operations.failure(client.await(client.deleteServer(serverId, UUID.randomUUID()), SOON)))
                    .isEmpty();
        }
    }

    /** An active image of one byte. */
    String image() throws Exception {
        try (var client = admin()) {
            return image(client);
        }
    }

    static String image(KilonovaClient client) throws Exception {
        Image made = client.with(ImageServiceGrpc::newBlockingStub)
                .createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder()
                                .setName("byte")
                                .setDiskFormat("raw")
                                .setContainerFormat("bare"))
                        .setRequestId(UUID.randomUUID().toString())
                        .build());
        var done = new CompletableFuture<Image>();
        var upload = client.with(ImageServiceGrpc::newStub).uploadImage(new StreamObserver<>() {
            @Override
            public void onNext(Image image) {
                done.complete(image);
            }

            @Override
            public void onError(Throwable failure) {
                done.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        });
        upload.onNext(UploadImageRequest.newBuilder()
                .setHeader(UploadImageHeader.newBuilder().setId(made.getId()))
                .build());
        upload.onNext(UploadImageRequest.newBuilder()
                .setChunk(ByteString.copyFrom(new byte[1]))
                .build());
        upload.onCompleted();
        return done.get(SOON.toSeconds(), TimeUnit.SECONDS).getId();
    }

    @Override
    public void close() throws Exception {
        cloud.close();
    }
}
