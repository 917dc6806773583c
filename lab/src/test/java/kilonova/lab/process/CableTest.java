package kilonova.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CableTest {
    private static final int PATIENCE_MILLIS = 20_000;

    private ServerSocket far = new ServerSocket();
    private Cable cable = Cable.to(1);

    CableTest() throws IOException {}

    @BeforeEach
    void lay() throws IOException {
        cable.close();
        far = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        cable = Cable.to(far.getLocalPort());
    }

    @AfterEach
    void take() throws IOException {
        cable.close();
        far.close();
    }

    private Socket near() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), cable.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private Socket accepted() throws IOException {
        Socket socket = far.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    @Test
    void whatGoesInComesOutBothWays() throws IOException {
        try (Socket near = near();
                Socket there = accepted()) {
            near.getOutputStream().write('a');
            assertThat(there.getInputStream().read()).isEqualTo('a');
            there.getOutputStream().write('b');
            assertThat(near.getInputStream().read()).isEqualTo('b');
        }
    }

    @Test
    void anEndThatGoesIsSeenAtTheOther() throws IOException {
        try (Socket near = near();
                Socket there = accepted()) {
            near.close();
            assertThat(there.getInputStream().read()).isNegative();
        }
    }

    @Test
    void aCutEndsBothEnds() throws IOException {
        try (Socket near = near();
                Socket there = accepted()) {
            near.getOutputStream().write('a');
            assertThat(there.getInputStream().read()).isEqualTo('a');
            cable.cut();
            assertEnded(near);
            assertEnded(there);
        }
    }

    @Test
    void nobodyGetsThroughACableThatIsCut() throws IOException {
        cable.cut();
        try (Socket near = near()) {
            assertEnded(near);
        }
        cable.mend();
        try (Socket near = near();
                Socket there = accepted()) {
            near.getOutputStream().write('a');
            assertThat(there.getInputStream().read()).isEqualTo('a');
        }
    }

    @Test
    void aSilentCableKeepsWhatIsOnItsWayUntilItIsMended() throws IOException {
        try (Socket near = near();
                Socket there = accepted()) {
            cable.silence();
            near.getOutputStream().write('a');
            assertThat(there.getInputStream().available()).isZero();
            cable.mend();
            assertThat(there.getInputStream().read()).isEqualTo('a');
        }
    }

    @Test
    void aForgottenConnectionIsSilentAndNewOnesGetThrough() throws IOException {
        try (Socket old = near();
                Socket there = accepted()) {
            cable.forget();
            old.getOutputStream().write('a');
            try (Socket near = near();
                    Socket next = accepted()) {
                near.getOutputStream().write('b');
                assertThat(next.getInputStream().read()).isEqualTo('b');
            }
            assertThat(there.getInputStream().available()).isZero();
        }
    }

    @Test
    void aSlowCableLosesNothing() throws IOException {
        cable.slow(Duration.ofMillis(1));
        try (Socket near = near();
                Socket there = accepted()) {
            near.getOutputStream().write(new byte[] {1, 2, 3});
            assertThat(there.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aCableToNowhereEndsAtOnce() throws IOException {
        far.close();
        try (Socket near = near()) {
            assertEnded(near);
        }
    }

    private static void assertEnded(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException reset) {
            assertThatThrownBy(() -> {
                        throw reset;
                    })
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
    }
}
