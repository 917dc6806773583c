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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /** How many enroll at the same time. */
    private static final int OPERATORS = 16;

    /** A node with what its bundle holds. */
    private record Enrolled(FleetNode.Face face, ServerCertificate own, OneAuthority authority) {}

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

    /** Enrolls as many nodes as are wanted, as operators do. */
    static NodeFleet certified(ReplicaProcess replica, int count) throws IOException {
        var all = new ArrayList<Enrolled>(count);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), replica.publicPort());
        ManagedChannel operator =
                NettyChannelBuilder.forAddress(address).usePlaintext().build();
        try (var threads = Executors.newFixedThreadPool(OPERATORS)) {
            var headers = new Metadata();
            headers.put(TOKEN, "bench");
            var enrollments = EnrollmentServiceGrpc.newBlockingStub(operator)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            List<Callable<Enrolled>> orders = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String number = Integer.toString(i);
                orders.add(() -> enrolled(enrollments, number));
            }
            for (Future<Enrolled> made : threads.invokeAll(orders)) {
                all.add(made.get());
            }
        } catch (ExecutionException failed) {
            throw new BenchFailure("a node could not be enrolled: " + failed.getCause(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", stopped);
        } finally {
            operator.shutdownNow();
        }
        List<TrustManager> trust = all.getFirst().authority().trustManagers();
        return new NodeFleet(all.stream().map(Enrolled::face).toList(), i -> {
            var credentials = TlsChannelCredentials.newBuilder()
                    .keyManager(all.get(i).own().keyManagers().toArray(KeyManager[]::new))
                    .trustManager(trust.toArray(TrustManager[]::new))
                    .build();
            return small(NettyChannelBuilder.forAddress("127.0.0.1", replica.certifiedPort(), credentials));
        });
    }

    private static Enrolled enrolled(EnrollmentServiceGrpc.EnrollmentServiceBlockingStub enrollments, String number) {
        KeyPair pair = pair();
        EnrollNodeResponse made = enrollments.enrollNode(EnrollNodeRequest.newBuilder()
                .setName("node-" + number)
                .addHosts("host-" + number)
                .setPublicKey(PemText.of(pair.getPublic()))
                .build());
        var host = made.getEnrollment().getHosts(0);
        return new Enrolled(
                new FleetNode.Face(made.getEnrollment().getNodeId(), host.getHostId(), host.getName()),
                ServerCertificate.parse(
                        "node " + number, made.getCertificate(), PemText.of(pair.getPrivate()), Instant.now()),
                OneAuthority.parse("authority", made.getAuthority()));
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
