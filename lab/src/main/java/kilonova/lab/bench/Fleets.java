package kilonova.lab.bench;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import kilonova.compute.v1.EnrollNodeRequest;
import kilonova.compute.v1.EnrollNodeResponse;
import kilonova.compute.v1.EnrollmentServiceGrpc;
import kilonova.kernel.OneAuthority;
import kilonova.kernel.PemText;
import kilonova.kernel.ServerCertificate;

/** Fleets for a replica: in plain text, and enrolled, each node with a key and a certificate of its own. */
final class Fleets {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("x-auth-token", Metadata.ASCII_STRING_MARSHALLER);

    private Fleets() {}

    static NodeFleet plain(ReplicaProcess replica, int count) {
        var faces = new ArrayList<FleetNode.Face>();
        for (int i = 0; i < count; i++) {
            faces.add(new FleetNode.Face(new UUID(1, i).toString(), new UUID(2, i).toString(), "plain-" + i));
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), replica.plainPort());
        return new NodeFleet(
                faces, i -> small(NettyChannelBuilder.forAddress(address).usePlaintext()));
    }

    /** Enrolls as many nodes as are wanted, one after the other, as an operator does. */
    static NodeFleet certified(ReplicaProcess replica, int count) throws IOException {
        var faces = new ArrayList<FleetNode.Face>();
        var owns = new ArrayList<ServerCertificate>();
        var authorities = new ArrayList<OneAuthority>();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), replica.publicPort());
        ManagedChannel operator =
                NettyChannelBuilder.forAddress(address).usePlaintext().build();
        try {
            var headers = new Metadata();
            headers.put(TOKEN, "bench");
            var enrollments = EnrollmentServiceGrpc.newBlockingStub(operator)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            for (int i = 0; i < count; i++) {
                KeyPair pair = pair();
                EnrollNodeResponse made = enrollments.enrollNode(EnrollNodeRequest.newBuilder()
                        .setName("node-" + i)
                        .addHosts("host-" + i)
                        .setPublicKey(PemText.of(pair.getPublic()))
                        .build());
                var host = made.getEnrollment().getHosts(0);
                faces.add(new FleetNode.Face(made.getEnrollment().getNodeId(), host.getHostId(), host.getName()));
                owns.add(ServerCertificate.parse(
                        "node " + i, made.getCertificate(), PemText.of(pair.getPrivate()), Instant.now()));
                if (authorities.isEmpty()) {
                    authorities.add(OneAuthority.parse("authority", made.getAuthority()));
                }
            }
        } finally {
            operator.shutdownNow();
        }
        List<TrustManager> trust = authorities.getFirst().trustManagers();
        return new NodeFleet(faces, i -> {
            var credentials = TlsChannelCredentials.newBuilder()
                    .keyManager(owns.get(i).keyManagers().toArray(KeyManager[]::new))
                    .trustManager(trust.toArray(TrustManager[]::new))
                    .build();
            return small(NettyChannelBuilder.forAddress("127.0.0.1", replica.certifiedPort(), credentials));
        });
    }

    /** What ten thousand of them do without. */
    private static ManagedChannel small(NettyChannelBuilder builder) {
        return builder.directExecutor().disableRetry().maxTraceEvents(0).build();
    }

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
