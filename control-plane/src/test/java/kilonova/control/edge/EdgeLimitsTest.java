package kilonova.control.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.NettyServerBuilder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EdgeLimitsTest {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    private static final int SETTINGS = 4;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    @Test
    @Timeout(60)
    void everyConnectionIsToldHowManyCallsItMayHaveOpen() throws Exception {
        var server = EdgeLimits.apply(
                        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .build()
                .start();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.getOutputStream().write(PREFACE);
            socket.getOutputStream().write(NO_SETTINGS);

            assertThat(settings(new DataInputStream(socket.getInputStream())))
                    .containsEntry(MAX_CONCURRENT_STREAMS, EdgeLimits.MAX_CALLS_PER_CONNECTION);
        } finally {
            server.shutdownNow();
        }
    }

    /** What the server says first of all, by HTTP/2 a frame of settings. */
    private static Map<Integer, Integer> settings(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        assertThat(in.readUnsignedByte()).isEqualTo(SETTINGS);
        in.skipNBytes(5);
        var settings = new LinkedHashMap<Integer, Integer>();
        for (int at = 0; at < length; at += 6) {
            settings.put(in.readUnsignedShort(), in.readInt());
        }
        return settings;
    }
}
