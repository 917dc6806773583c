package kilonova.node.session;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import kilonova.kernel.OneAuthority;
import kilonova.kernel.ServerCertificate;

/**
 * The way to a control plane on another machine, under mutual TLS. When to try again is for whoever calls to say: each call
 * that finds no connection makes one attempt of its own, and fails with what came of that.
 */
public final class ControlLink extends Channel implements AutoCloseable {
    /** A wire that is cut says nothing: after so much silence the other side is asked whether it is there. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration LAST_CALLS = Duration.ofSeconds(2);

    private final ManagedChannel channel;

    private ControlLink(ManagedChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens no connection yet.
     *
     * @param endpoint {@code HOST:PORT}; the control plane's certificate must be for that host
     * @param own says who we are
     * @param authority signs for the control plane
     */
    public static ControlLink open(String endpoint, ServerCertificate own, OneAuthority authority) {
        var credentials = TlsChannelCredentials.newBuilder()
                .keyManager(own.keyManagers().toArray(KeyManager[]::new))
                .trustManager(authority.trustManagers().toArray(TrustManager[]::new))
                .build();
        return new ControlLink(NettyChannelBuilder.forTarget("dns:///" + endpoint, credentials)
                .keepAliveTime(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .build());
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // Else the channel would wait by itself, for minutes, and answer with an error of long ago.
            channel.enterIdle();
        }
        return channel.newCall(method, options);
    }

    @Override
    public String authority() {
        return channel.authority();
    }

    @Override
    public void close() {
        channel.shutdown();
        try {
            if (!channel.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
