package kilonova.lab.bench;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.assembly.ControlPlane;
import kilonova.control.assembly.ControlPlaneSettings;
import kilonova.control.assembly.SiteFile;
import kilonova.control.identity.embedded.Catalog;
import kilonova.control.identity.embedded.FirstPasswords;
import kilonova.control.policy.PolicyFile;
import kilonova.control.store.DatabaseSettings;
import kilonova.identity.v1.CreateProjectRequest;
import kilonova.identity.v1.GrantRoleRequest;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.ListRolesRequest;
import kilonova.identity.v1.PasswordProof;
import kilonova.identity.v1.Project;
import kilonova.identity.v1.ProjectScope;
import kilonova.identity.v1.ProjectServiceGrpc;
import kilonova.identity.v1.RoleServiceGrpc;
import kilonova.identity.v1.Token;
import kilonova.identity.v1.TokenServiceGrpc;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ImageVisibility;
import kilonova.image.v1.UploadImageHeader;
import kilonova.image.v1.UploadImageRequest;
import kilonova.kernel.Env;
import kilonova.kernel.Listening;

/** A control plane in this process, with tenants that watch it over sockets. Its nodes are played. */
final class WatchedCloud implements AutoCloseable {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("x-auth-token", Metadata.ASCII_STRING_MARSHALLER);
    private static final int IMAGE_BYTES = 1 << 20;
    /** A tenant's connection carries its watch alone; as many connections as there are watchers. */
    private final List<ManagedChannel> channels = new ArrayList<>();

    private final Path directory;
    private final ControlPlane control;
    private final ManagedChannel own;
    private final String admin;
    private final String member;
    private final String adminId;
    private final String memberId;

    private WatchedCloud(Path directory, Optional<String> database) {
        var passwords = FirstPasswords.generate(Env.real().random());
        this.directory = directory;
        this.control = ControlPlane.start(
                new ControlPlaneSettings(
                        directory,
                        directory,
                        DatabaseSettings.of(database.orElse("jdbc:sqlite:" + directory.resolve("bench.db"))),
                        Listening.loopback(),
                        0,
                        0,
                        "bench",
                        passwords,
                        new Catalog("RegionOne", List.of()),
                        PolicyFile.none(),
                        SiteFile.none()),
                Env.real());
        this.own = connect();
        Token ofAdmin = login("admin", passwords.admin());
        Token ofMember = login("demo", passwords.member());
        this.admin = ofAdmin.getValue();
        this.member = ofMember.getValue();
        this.adminId = ofAdmin.getUser().getId();
        this.memberId = ofMember.getUser().getId();
    }

    static WatchedCloud start(Optional<String> database) throws IOException {
        return new WatchedCloud(Files.createTempDirectory("kilonova-bench"), database);
    }

    private ManagedChannel connect() {
        return Grpc.newChannelBuilderForAddress("127.0.0.1", control.port(), InsecureChannelCredentials.create())
                .build();
    }

    private Token login(String user, String password) {
        return TokenServiceGrpc.newBlockingStub(own)
                .issueToken(IssueTokenRequest.newBuilder()
                        .setPassword(PasswordProof.newBuilder()
                                .setUserName(user)
                                .setDomainName("Default")
                                .setPassword(password))
                        .build());
    }

    /** For a node that is played in this process. */
    Channel nodes() {
        return control.nodeChannel();
    }

    private Channel as(String token) {
        return with(own, token);
    }

    private static Channel with(Channel channel, String token) {
        var headers = new Metadata();
        headers.put(TOKEN, token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** A connection of its own, for a watcher with this token. */
    Channel watcher(String token) {
        ManagedChannel channel = connect();
        channels.add(channel);
        return with(channel, token);
    }

    String admin() {
        return admin;
    }

    /** Tokens of so many tenants, each for a project of its own; two users share them. */
    List<String> tenants(int count) {
        String role = RoleServiceGrpc.newBlockingStub(as(admin))
                .listRoles(ListRolesRequest.newBuilder().setName("member").build())
                .getRoles(0)
                .getId();
        var tokens = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            String project = ProjectServiceGrpc.newBlockingStub(as(admin))
                    .createProject(CreateProjectRequest.newBuilder()
                            .setProject(
                                    Project.newBuilder().setName("tenant-" + i).setEnabled(true))
                            .build())
                    .getId();
            boolean even = i % 2 == 0;
            RoleServiceGrpc.newBlockingStub(as(admin))
                    .grantRole(GrantRoleRequest.newBuilder()
                            .setRoleId(role)
                            .setUserId(even ? adminId : memberId)
                            .setProjectId(project)
                            .build());
            tokens.add(TokenServiceGrpc.newBlockingStub(own)
                    .issueToken(IssueTokenRequest.newBuilder()
                            .setToken(even ? admin : member)
                            .setProject(ProjectScope.newBuilder().setProjectId(project))
                            .build())
                    .getValue());
        }
        return tokens;
    }

    /** An image that everybody may use. @return its id */
    String image() throws InterruptedException {
        var images = ImageServiceGrpc.newBlockingStub(as(admin));
        String id = images.createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder()
                                .setName("bench")
                                .setDiskFormat("raw")
                                .setContainerFormat("bare")
                                .setVisibility(ImageVisibility.IMAGE_VISIBILITY_PUBLIC))
                        .build())
                .getId();
        var answer = new Answer<Image>();
        var upload = ImageServiceGrpc.newStub(as(admin)).uploadImage(answer);
        upload.onNext(UploadImageRequest.newBuilder()
                .setHeader(UploadImageHeader.newBuilder().setId(id))
                .build());
        upload.onNext(UploadImageRequest.newBuilder()
                .setChunk(ByteString.copyFrom(new byte[IMAGE_BYTES]))
                .build());
        upload.onCompleted();
        answer.await();
        return id;
    }

    /** So many servers of one tenant: accepted, and built soon. */
    void servers(String token, String image, int count) {
        ServerServiceGrpc.newBlockingStub(as(token))
                .batchCreateServers(BatchCreateServersRequest.newBuilder()
                        .setServer(ServerSpec.newBuilder()
                                .setName("bench")
                                .setFlavorId("1")
                                .setImageId(image)
                                .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE))
                        .setMinCount(count)
                        .setMaxCount(count)
                        .build());
    }

    @Override
    public void close() throws IOException {
        channels.forEach(ManagedChannel::shutdownNow);
        own.shutdownNow();
        control.close();
        try (var files = Files.walk(directory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** The one answer of a call whose request is a stream. */
    private static final class Answer<T> implements io.grpc.stub.StreamObserver<T> {
        private static final long PATIENCE_SECONDS = 30;
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();

        @Override
        public void onNext(T answer) {}

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            done.complete(true);
        }

        void await() throws InterruptedException {
            try {
                done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException failed) {
                throw new IllegalStateException("the image was not taken", failed);
            }
        }
    }
}
