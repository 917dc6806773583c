package kilonova.control.assembly;

import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import kilonova.control.edge.EdgeLimits;
import kilonova.control.enrollment.AuthorityFiles;
import kilonova.control.enrollment.NodeAuthority;
import kilonova.kernel.Listening;
import kilonova.kernel.ServerCertificate;

/** Where compute nodes on other machines come in: mutual TLS only, whatever the other endpoints are served under. */
public final class NodePort {
    /** A snapshot of everything on a large host. */
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    /** A node asks at most so often whether we are there. */
    private static final Duration LEAST_BETWEEN_PINGS = Duration.ofSeconds(5);

    private NodePort() {}

    /** @param port 0 takes a free one */
    public static NettyServerBuilder builder(
            Listening listening, int port, AuthorityFiles files, NodeAuthority authority) {
        ServerCertificate own = files.port(authority, List.of(listening.host(), "127.0.0.1"));
        var credentials = TlsServerCredentials.newBuilder()
                .keyManager(own.keyManagers().toArray(KeyManager[]::new))
                .trustManager(authority.root().trustManagers().toArray(TrustManager[]::new))
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
        List<InetSocketAddress> sockets = listening.sockets(port);
        var netty = NettyServerBuilder.forAddress(sockets.getFirst(), credentials);
        sockets.stream().skip(1).forEach(netty::addListenAddress);
        return EdgeLimits.apply(netty)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .permitKeepAliveTime(LEAST_BETWEEN_PINGS.toMillis(), TimeUnit.MILLISECONDS);
    }
}
