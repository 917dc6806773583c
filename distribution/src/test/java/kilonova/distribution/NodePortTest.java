package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import kilonova.compute.v1.Server;
import kilonova.kernel.Env;
import kilonova.kernel.NodePass;
import kilonova.kernel.OneAuthority;
import kilonova.kernel.PemText;
import kilonova.kernel.ServerCertificate;
import kilonova.node.ComputeNode;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.session.ControlLink;
import kilonova.node.session.SessionSettings;
import kilonova.node.v1.AskRequest;
import kilonova.node.v1.AskResponse;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.FetchImageRequest;
import kilonova.node.v1.FetchImageResponse;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeServiceGrpc;
import kilonova.node.v1.RelayServiceGrpc;
import kilonova.replica.v1.PeerServiceGrpc;
import kilonova.replica.v1.WatchLogRequest;
import kilonova.replica.v1.WatchLogResponse;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever comes to the node port without being a node of the cloud gets nothing, over real sockets. */
class NodePortTest {
    private static final long SOON_SECONDS = 30;

    @TempDir
    static Path directory = Path.of(".");

    private static NodeCloud cloud;
    private static NodeBundle.Opened bundle;
    private static NodeBundle.Opened other;

    @BeforeAll
    static void start() throws Exception {
        cloud = new NodeCloud(directory);
        bundle = opened(cloud.enroll("one", "one-a"));
        other = opened(cloud.enroll("two", "two-a"));
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    private static NodeBundle.Opened opened(Path file) {
        return NodeBundle.read(file).open(file, Instant.now());
    }

    private static ControlLink link(NodeBundle.Opened by) {
        return ControlLink.open(by.control(), by.own(), by.authority(), new Random(1));
    }

    /** Hears how a call ends; the first answer counts as an end in peace. */
    private static final class Ear<T> implements StreamObserver<T> {
        final CompletableFuture<Status> end = new CompletableFuture<>();

        @Override
        public void onNext(T message) {
            end.complete(Status.OK);
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }

        Status heard() throws Exception {
            return end.get(SOON_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** What a Hello of this node with its host is answered with. */
    private static Status hello(Channel channel, NodePass node, Map.Entry<String, String> host) throws Exception {
        var ear = new Ear<ControlMessage>();
        NodeServiceGrpc.newStub(channel)
                .connect(ear)
                .onNext(NodeMessage.newBuilder()
                        .setSequence(1)
                        .setHello(NodeMessage.Hello.newBuilder()
                                .setNodeId(node.nodeId())
                                .addHosts(HypervisorReport.newBuilder()
                                        .setHostId(host.getKey())
                                        .setName(host.getValue())
                                        .setHypervisorHostname(host.getValue())))
                        .build());
        return ear.heard();
    }

    private static Map.Entry<String, String> host(NodeBundle.Opened of) {
        return of.pass().hosts().entrySet().iterator().next();
    }

    @Test
    void aNodeIsNoReplicaAndCannotAskOthersAsOne() throws Exception {
        try (var link = link(bundle)) {
            var asked = new Ear<AskResponse>();
            RelayServiceGrpc.newStub(link).ask(AskRequest.getDefaultInstance(), asked);
            assertThat(asked.heard().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);

            var watched = new Ear<WatchLogResponse>();
            PeerServiceGrpc.newStub(link).watchLog(WatchLogRequest.getDefaultInstance(), watched);
            assertThat(watched.heard().getDescription()).contains("names no replica");
        }
    }

    private static Status fetch(Channel channel, String image) throws Exception {
        var ear = new Ear<FetchImageResponse>();
        NodeServiceGrpc.newStub(channel)
                .fetchImage(FetchImageRequest.newBuilder().setImageId(image).build(), ear);
        return ear.heard();
    }

    private static void assertNoConnection(ManagedChannel channel) throws Exception {
        try {
            assertThat(hello(channel, bundle.pass(), host(bundle)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        } finally {
            channel.shutdownNow();
        }
    }

    /** Of another authority, in the name of a node of this cloud. */
    private static ServerCertificate forged() throws Exception {
        var authority = CertificateMaker.Holder.of("Kilonova nodes", "EC");
        var node = CertificateMaker.Holder.of("one", "EC");
        X509Certificate certificate = CertificateMaker.signedAs(
                node, authority, Instant.now(), bundle.pass().uris().toArray(String[]::new));
        return ServerCertificate.parse(
                "forged",
                PemText.of(List.of(certificate)),
                PemText.of(node.keys().getPrivate()),
                Instant.now());
    }

    /** Of the cloud's own authority, for a node of this cloud, ended days ago. */
    private static ServerCertificate expired() throws Exception {
        Path file = cloud.data.resolve("node-authority/authority.pem");
        String text = Files.readString(file);
        var kept = ServerCertificate.parse(
                file.toString(), text.substring(text.indexOf("-----BEGIN CERTIFICATE")), text, Instant.now());
        var authority = new CertificateMaker.Holder(
                new X500Name("CN=Kilonova nodes"),
                new KeyPair(kept.chain().getFirst().getPublicKey(), kept.key()));
        var node = CertificateMaker.Holder.of("one", "EC");
        Instant longAgo = Instant.now().minus(Duration.ofDays(10));
        X509Certificate certificate = CertificateMaker.signedAs(
                node, authority, longAgo, bundle.pass().uris().toArray(String[]::new));
        return ServerCertificate.parse(
                "expired",
                PemText.of(List.of(certificate)),
                PemText.of(node.keys().getPrivate()),
                longAgo);
    }

    @Test
    void aNodeOfTheCloudIsWelcome() throws Exception {
        try (var link = link(bundle)) {
            assertThat(hello(link, bundle.pass(), host(bundle))).isEqualTo(Status.OK);
        }
    }

    @Test
    void aStrangersCertificateGetsNoConnection() throws Exception {
        try (var link = ControlLink.open(bundle.control(), forged(), bundle.authority(), new Random(1))) {
            assertThat(hello(link, bundle.pass(), host(bundle)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void noCertificateGetsNoConnection() throws Exception {
        var trusting = TlsChannelCredentials.newBuilder()
                .trustManager(bundle.authority().trustManagers().toArray(TrustManager[]::new))
                .build();
        assertNoConnection(
                Grpc.newChannelBuilder(bundle.control().getFirst(), trusting).build());
    }

    @Test
    void plaintextGetsNoConnection() throws Exception {
        assertNoConnection(Grpc.newChannelBuilder(bundle.control().getFirst(), InsecureChannelCredentials.create())
                .build());
    }

    @Test
    void theCertificateOfThePortItselfIsNoNodes() throws Exception {
        Path file = cloud.data.resolve("node-authority/port.pem");
        String text = Files.readString(file);
        var port = ServerCertificate.parse(
                file.toString(), text.substring(text.indexOf("-----BEGIN CERTIFICATE")), text, Instant.now());
        try (var link = ControlLink.open(bundle.control(), port, bundle.authority(), new Random(1))) {
            assertThat(hello(link, bundle.pass(), host(bundle)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void aNodeThatClaimsAForeignHostIsRefused() throws Exception {
        try (var link = link(bundle)) {
            Status refused = hello(link, bundle.pass(), host(other));
            assertThat(refused.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(refused.getDescription()).contains("does not name the host two-a");
        }
    }

    @Test
    void aNodeThatCallsItselfAnotherIsRefused() throws Exception {
        try (var link = link(bundle)) {
            assertThat(hello(link, other.pass(), host(other)).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @Test
    void anImageThatNoWishOfItsHostsNamesIsRefused() throws Exception {
        try (var link = link(bundle)) {
            assertThat(fetch(link, cloud.image()).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @Test
    void anImageIsForTheNodeWhoseWishNamesIt() throws Exception {
        try (var served = link(other);
                var stranger = link(bundle);
                var node = fake(served, other)) {
            ProcessOfItsOwn.await("the host up", () -> cloud.up("two-a"));
            Server server = cloud.boot("two-a");
            assertThat(fetch(served, server.getImageId())).isEqualTo(Status.OK);
            assertThat(fetch(stranger, server.getImageId()).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            cloud.delete(server.getId());
        }
    }

    private static ComputeNode fake(ControlLink link, NodeBundle.Opened of) throws Exception {
        Env env = Env.real();
        Path data = Files.createTempDirectory(directory, "node");
        ComputeNode.enroll(data, of.pass(), env);
        return ComputeNode.startFake(
                data,
                SessionSettings.standard("test"),
                env,
                link,
                List.copyOf(of.pass().hosts().values()),
                FakeTemper.calm(env.random()));
    }

    /** What a node says of why it is not connected. */
    private static void assertObstacle(String endpoint, ServerCertificate own, OneAuthority authority, String words)
            throws Exception {
        try (var link = ControlLink.open(List.of(endpoint), own, authority, new Random(1));
                var node = fake(link, bundle)) {
            ProcessOfItsOwn.await("an obstacle", () -> node.obstacle().isPresent());
            assertThat(node.obstacle())
                    .hasValueSatisfying(why -> assertThat(why).contains(words));
        }
    }

    @Test
    void aNodeSaysThatNothingListens() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertObstacle("127.0.0.1:" + free, bundle.own(), bundle.authority(), "nothing listens there");
    }

    @Test
    void aNodeSaysThatTheControlPlaneIsOfAnotherAuthority() throws Exception {
        var stranger = new OneAuthority(forged().chain().getFirst());
        assertObstacle(bundle.control().getFirst(), bundle.own(), stranger, "not what this node's bundle trusts");
    }

    @Test
    void aNodeSaysThatItsCertificateIsNotTaken() throws Exception {
        assertObstacle(
                bundle.control().getFirst(),
                forged(),
                bundle.authority(),
                "the control plane does not take this node's certificate");
    }

    @Test
    void aNodeSaysThatItsCertificateHasExpired() throws Exception {
        assertObstacle(
                bundle.control().getFirst(), expired(), bundle.authority(), "this node's certificate has expired");
    }

    @Test
    void aNodeSaysThatItIsRefused() throws Exception {
        var replaced = opened(cloud.enroll("three"));
        String unused = cloud.command("node", "revoke", "three", "--data-dir", cloud.data.toString());
        try (var link = link(replaced);
                var node = fake(link, replaced)) {
            ProcessOfItsOwn.await("an obstacle", () -> node.obstacle().isPresent());
            assertThat(node.obstacle()).hasValueSatisfying(why -> assertThat(why)
                    .contains("the control plane refuses this node", "revoked"));
        }
    }

    @Test
    void theAuthorityIsForItsOwnerAlone() throws Exception {
        try (var files = Files.list(cloud.data.resolve("node-authority"))) {
            assertThat(files.toList()).hasSize(2).allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void thePortIsToldByTheCommandsOfTheCloud() throws Exception {
        assertThat(RunRecord.needed(cloud.data).endpoints()).containsEntry("node", cloud.nodeEndpoint());
    }
}
