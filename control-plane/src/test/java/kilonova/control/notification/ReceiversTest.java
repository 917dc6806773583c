package kilonova.control.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a webhook and a file get, over a real socket and on a real disk. */
final class ReceiversTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "0123456789abcdef";

    @TempDir
    Path directory = Path.of("");

    private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
    private HttpServer server;
    private volatile int answer = 204;

    private record Got(String type, String signature, byte[] body) {}

    ReceiversTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void listen() {
        server.createContext("/", exchange -> {
            got.add(new Got(
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst(Webhook.SIGNATURE),
                    exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private Webhook webhook() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/nova";
        return new Webhook(
                new NotificationSettings.Webhook(url, SECRET, Optional.empty()), Duration.ofSeconds(10), "cloud-1");
    }

    private static Notice notice(int number) {
        return new Notice(
                number,
                0,
                "instance.create.end",
                "nova-compute:host-1",
                "server-1",
                1_700_000_000_123_456L,
                new NovaObject("InstanceCreatePayload", "1.13")
                        .put("uuid", "server-1")
                        .json());
    }

    @Test
    void theWebhookGetsASignedCloudEvent() throws Exception {
        try (var webhook = webhook()) {
            webhook.bring(notice(7));
        }
        Got told = got.take();
        assertThat(told.type()).startsWith("application/cloudevents+json");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(told.signature()).isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(told.body())));
        JsonNode event = JSON.readTree(told.body());
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("type").asText()).isEqualTo("org.openstack.nova.instance.create.end");
        assertThat(event.path("source").asText()).isEqualTo("/kilonova/cloud-1");
        assertThat(event.path("time").asText()).isEqualTo("2023-11-14T22:13:20.123456Z");
        JsonNode envelope = event.path("data");
        assertThat(envelope.path("message_id")).isEqualTo(event.path("id"));
        assertThat(envelope.path("timestamp").asText()).isEqualTo("2023-11-14 22:13:20.123456");
        assertThat(envelope.path("priority").asText()).isEqualTo("INFO");
        assertThat(envelope.at("/payload/nova_object.version").asText()).isEqualTo("1.13");
    }

    @Test
    void aWebhookThatIsBusyIsAskedAgainAndOneThatRefusesIsToldApart() throws Exception {
        try (var webhook = webhook()) {
            answer = 503;
            assertThatThrownBy(() -> webhook.bring(notice(1)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(Receiver.Refused.class);
            answer = 429;
            assertThatThrownBy(() -> webhook.bring(notice(1))).isNotInstanceOf(Receiver.Refused.class);
            answer = 400;
            assertThatThrownBy(() -> webhook.bring(notice(1))).isInstanceOf(Receiver.Refused.class);
            server.stop(0);
            assertThatThrownBy(() -> webhook.bring(notice(1)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(Receiver.Refused.class);
        }
    }

    @Test
    void theFileHoldsOneLineForEachAndIsPutAsideWhenItHasGrown() throws Exception {
        Path file = directory.resolve("told.jsonl");
        try (var written = new NotificationFile(file, 600, 2, "cloud-1")) {
            for (int i = 0; i < 10; i++) {
                written.bring(notice(i));
            }
            written.settle();
        }
        List<String> newest = Files.readAllLines(file);
        assertThat(JSON.readTree(newest.getLast()).path("message_id").asText())
                .isEqualTo(notice(9).id("cloud-1"));
        assertThat(directory.resolve("told.jsonl.1")).exists();
        assertThat(directory.resolve("told.jsonl.2")).exists();
        assertThat(directory.resolve("told.jsonl.3")).doesNotExist();
        assertThat(Files.getPosixFilePermissions(file)).hasToString("[OWNER_READ, OWNER_WRITE]");
    }

    @Test
    void aLineThatWasHalfWrittenIsTakenBackBeforeItIsBroughtAgain() throws Exception {
        Path file = directory.resolve("told.jsonl");
        var fails = new AtomicBoolean();
        NotificationFile.Writer writer = (channel, left) -> {
            if (fails.compareAndSet(true, false)) {
                channel.write(left.slice(left.position(), 7));
                throw new IOException("No space left on device");
            }
            channel.write(left);
        };
        try (var written = new NotificationFile(file, 1_000_000, 2, "cloud-1", writer)) {
            written.bring(notice(0));
            fails.set(true);
            assertThatThrownBy(() -> written.bring(notice(1))).hasMessageContaining("No space left");
            written.bring(notice(1));
        }
        assertWhole(file);
    }

    @Test
    void aLineThatWasBeingWrittenWhenTheProcessEndedIsCutOff() throws Exception {
        Path file = directory.resolve("told.jsonl");
        try (var written = new NotificationFile(file, 1_000_000, 2, "cloud-1")) {
            written.bring(notice(0));
        }
        Files.writeString(file, "{\"event_type", StandardOpenOption.APPEND);
        try (var written = new NotificationFile(file, 1_000_000, 2, "cloud-1")) {
            written.bring(notice(1));
        }
        assertWhole(file);
    }

    /** Two notifications, one line each. */
    private static void assertWhole(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(JSON.readTree(lines.get(i)).path("message_id").asText())
                    .isEqualTo(notice(i).id("cloud-1"));
        }
    }
}
