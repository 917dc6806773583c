package kilonova.gateway.http;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import io.grpc.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kilonova.kernel.Ids;
import kilonova.kernel.Listening;

/** One face on one port, over HTTP/1.1 and HTTP/2; under TLS where there is a certificate. */
public final class FaceServer implements AutoCloseable {
    /** How long a handler may take before the answer is cut; streamed bodies lift it for themselves. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(5);

    /** Of the first line of a request: lists of ids in queries are long. */
    private static final int LONGEST_LINE = 64 * 1024;

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

    private final Server server;
    private final ExecutorService threads;

    private FaceServer(Server server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Serves the face; returns when it listens. Port 0 takes a free one.
     *
     * @param deadline how long one call to the control plane may take
     */
    public static FaceServer start(
            Face face, Listening listening, int port, Channel channel, Duration deadline, Ids ids) {
        return start(face, listening, port, channel, deadline, ids, FaceLimits.USUAL);
    }

    static FaceServer start(
            Face face, Listening listening, int port, Channel channel, Duration deadline, Ids ids, FaceLimits limits) {
        var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(face.name() + "-request").factory());
        var builder = Server.builder();
        listening.certificate().ifPresent(certificate -> builder.tls(certificate.key(), certificate.chain()));
        for (InetSocketAddress socket : listening.sockets(port)) {
            builder.port(socket, listening.certificate().isPresent() ? SessionProtocol.HTTPS : SessionProtocol.HTTP);
        }
        var server = builder.requestTimeout(REQUEST_TIMEOUT)
                .idleTimeout(IDLE_TIMEOUT)
                .maxRequestLength(0)
                .http1MaxInitialLineLength(LONGEST_LINE)
                .http2MaxHeaderListSize(2 * LONGEST_LINE)
                .maxNumConnections(limits.connections())
                .gracefulShutdownTimeoutMillis(0, 0)
                .serviceUnder("/", new FaceService(face, channel, deadline, ids, threads, limits))
                .build();
        server.start().join();
        return new FaceServer(server, threads);
    }

    public int port() {
        return server.activeLocalPort();
    }

    @Override
    public void close() {
        server.stop().join();
        threads.shutdownNow();
    }
}
