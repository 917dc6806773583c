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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import kilonova.kernel.OneAuthority;
import kilonova.kernel.ServerCertificate;
import kilonova.node.v1.NodeServiceGrpc;

/**
 * The way to a control plane on other machines, under mutual TLS. Its replicas are equal: each new stream of the node goes to
 * the next of them, everything else where the stream went last. When to try again is for whoever calls to say: each call that
 * finds no connection makes one attempt of its own, and fails with what came of that.
 */
public final class ControlLink extends Channel implements AutoCloseable {
    /** A wire that is cut says nothing: after so much silence the other side is asked whether it is there. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration LAST_CALLS = Duration.ofSeconds(2);
    private static final Pattern TARGET = Pattern.compile("[a-z][a-z0-9+.-]*:///?.*|(ipv4|ipv6|unix):.*");

    private final List<ManagedChannel> replicas;
    private int current;

    private ControlLink(List<ManagedChannel> replicas) {
        this.replicas = List.copyOf(replicas);
        this.current = replicas.size() - 1;
    }

    /**
     * Opens no connection yet.
     *
     * @param targets the replicas, each as {@code HOST:PORT} or as gRPC writes targets ({@code dns:///…}, {@code xds:///…});
     *     the certificate of each must be for the host that its target names
     * @param own says who we are
     * @param authority signs for the control plane
     * @param random puts them in an order of this node's own, so that the nodes of one that dies spread over all others
     */
    public static ControlLink open(
            List<String> targets, ServerCertificate own, OneAuthority authority, RandomGenerator random) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("targets: none (expected: at least 1)");
        }
        var credentials = TlsChannelCredentials.newBuilder()
                .keyManager(own.keyManagers().toArray(KeyManager[]::new))
                .trustManager(authority.trustManagers().toArray(TrustManager[]::new))
                .build();
        var channels = new ArrayList<ManagedChannel>();
        for (String target : targets) {
            channels.add(NettyChannelBuilder.forTarget(
                            TARGET.matcher(target).matches() ? target : "dns:///" + target, credentials)
                    .keepAliveTime(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .keepAliveTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .build());
        }
        Collections.shuffle(channels, Random.from(random));
        return new ControlLink(channels);
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        ManagedChannel channel = method.getFullMethodName()
                        .equals(NodeServiceGrpc.getConnectMethod().getFullMethodName())
                ? next()
                : here();
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // Else the channel would wait by itself, for minutes, and answer with an error of long ago.
            channel.enterIdle();
        }
        return channel.newCall(method, options);
    }

    private synchronized ManagedChannel next() {
        current = (current + 1) % replicas.size();
        return here();
    }

    private synchronized ManagedChannel here() {
        return replicas.get(current);
    }

    @Override
    public String authority() {
        return here().authority();
    }

    @Override
    public void close() {
        replicas.forEach(ManagedChannel::shutdown);
        long until = System.nanoTime() + LAST_CALLS.toNanos();
        try {
            for (ManagedChannel each : replicas) {
                if (!each.awaitTermination(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    each.shutdownNow();
                }
            }
        } catch (InterruptedException hurried) {
            replicas.forEach(ManagedChannel::shutdownNow);
            Thread.currentThread().interrupt();
        }
    }
}
