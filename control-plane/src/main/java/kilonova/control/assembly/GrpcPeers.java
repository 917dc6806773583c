package kilonova.control.assembly;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import kilonova.control.enrollment.NodeAuthority;
import kilonova.control.replica.Peers;
import kilonova.kernel.Env;
import kilonova.kernel.ServerCertificate;

/** The way to other replicas by gRPC, under mutual TLS of the cloud's own authority. */
final class GrpcPeers implements Peers, AutoCloseable {
    /** A wire that is cut says nothing: after so much silence the other side is asked whether it is there. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final TlsChannelCredentials.Builder credentials;
    private final Map<String, ManagedChannel> byAddress = new LinkedHashMap<>();

    /** Makes a certificate for this process, kept nowhere. */
    GrpcPeers(NodeAuthority authority, String replica, Env env) {
        ServerCertificate own = authority.ofReplica(replica, env.clock().instant(), env.random());
        credentials = TlsChannelCredentials.newBuilder()
                .keyManager(own.keyManagers().toArray(KeyManager[]::new))
                .trustManager(authority.root().trustManagers().toArray(TrustManager[]::new));
    }

    @Override
    public synchronized Channel at(String address) {
        ManagedChannel channel = byAddress.computeIfAbsent(address, this::open);
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // Else it would wait by itself, for minutes, though the other may be back.
            channel.enterIdle();
        }
        return channel;
    }

    private ManagedChannel open(String address) {
        return NettyChannelBuilder.forTarget("dns:///" + address, credentials.build())
                .keepAliveTime(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    @Override
    public synchronized void keep(Set<String> addresses) {
        byAddress.entrySet().removeIf(each -> {
            boolean gone = !addresses.contains(each.getKey());
            if (gone) {
                each.getValue().shutdownNow();
            }
            return gone;
        });
    }

    @Override
    public void close() {
        keep(Set.of());
    }
}
