package kilonova.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpWireTest {
    @Test
    void aBodyOfKnownLengthEndsWhereTheNextAnswerBegins() throws IOException {
        InputStream in = bytes("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nX-Subject-Token: abc\r\n\r\n{}"
                + "HTTP/1.1 204 No Content\r\n\r\n");

        HttpReply first = HttpWire.reply(in);
        HttpReply second = HttpWire.reply(in);

        assertThat(first.status()).isEqualTo(202);
        assertThat(first.text()).isEqualTo("{}");
        assertThat(first.header("x-subject-token")).contains("abc");
        assertThat(second.status()).isEqualTo(204);
        assertThat(second.text()).isEmpty();
    }

    @Test
    void chunksArePutTogether() throws IOException {
        InputStream in = bytes(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\na;x=y\r\n0123456789\r\n0\r\n\r\nHTTP");

        assertThat(HttpWire.reply(in).text()).isEqualTo("abc0123456789");
        assertThat(in.readAllBytes()).isEqualTo("HTTP".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aConnectionThatEndsTooEarlyIsNoAnswer() {
        assertThatThrownBy(() -> HttpWire.reply(bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> HttpWire.reply(bytes("HTTP/1.1 200"))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> HttpWire.reply(bytes("SSH-2.0\r\n\r\n"))).hasMessageContaining("not an HTTP answer");
    }

    @Test
    void aRequestCarriesPathTokenAndLengthOfItsBody() {
        var requests = new HttpRequests(URI.create("http://127.0.0.1:8774/v2.1"), "secret");

        assertThat(new String(requests.post("/servers", "{\"a\": 1}"), StandardCharsets.US_ASCII))
                .startsWith("POST /v2.1/servers HTTP/1.1\r\nHost: 127.0.0.1:8774\r\n")
                .contains("\r\nX-Auth-Token: secret\r\n", "\r\nContent-Length: 8\r\n")
                .endsWith("\r\n\r\n{\"a\": 1}");
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
