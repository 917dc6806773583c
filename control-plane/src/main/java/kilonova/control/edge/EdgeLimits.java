package kilonova.control.edge;

import io.grpc.netty.NettyServerBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What a caller may send at most; the same at every door. */
public final class EdgeLimits {
    /** Larger than any request: user data and injected files included. */
    public static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

    /** Two tokens and a few ids. */
    public static final int MAX_METADATA_BYTES = 16 * 1024;

    /** A caller who is slower to say who it is, is cut. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** Clients may ask whether we are there, so that a watch whose wire is cut is not waited on for ever; not more often. */
    private static final Duration LEAST_BETWEEN_PINGS = Duration.ofSeconds(10);

    /** Calls and watches that one connection has open; a client waits with the next until one has ended. */
    static final int MAX_CALLS_PER_CONNECTION = 1_000;

    private EdgeLimits() {}

    public static NettyServerBuilder apply(NettyServerBuilder server) {
        return server.maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .permitKeepAliveTime(LEAST_BETWEEN_PINGS.toMillis(), TimeUnit.MILLISECONDS)
                .handshakeTimeout(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
