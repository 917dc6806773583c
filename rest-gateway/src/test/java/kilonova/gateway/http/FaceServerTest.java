package kilonova.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import kilonova.kernel.Env;
import kilonova.kernel.Listening;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class FaceServerTest {
    private static final String GLOBAL_ID = "req-6d2f4a1e-0000-4000-8000-000000000001";
    private static final Env ENV = Env.real();
    /**
     * The clients of OpenStack speak HTTP/1.1. Java's own asks every new connection to become HTTP/2, and now and then fails
     * within itself when the answer comes while it still sends the body (line/armeria, issue 5358: the same in its tests).
     */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final FaceLimits ONE_AT_ONCE = new FaceLimits(10, 1, 2, 1);
    private static final Semaphore WAITING = new Semaphore(0);
    private static final Semaphore GO = new Semaphore(0);
    private static final Semaphore RELEASED = new Semaphore(0);

    private static ManagedChannel nowhere;
    private static FaceServer server;

    @BeforeAll
    static void serve() {
        nowhere = InProcessChannelBuilder.forName("nowhere").build();
        server = FaceServer.start(new TestFace(), Listening.loopback(), 0, nowhere, Duration.ofSeconds(5), ENV.ids());
    }

    @AfterAll
    static void close() {
        server.close();
        nowhere.shutdownNow();
    }

    @Test
    void everyAnswerCarriesATraceOfItsOwnAndKeepsTheCallersAside() throws Exception {
        var answer = send("GET", "/trace", "", GLOBAL_ID);

        assertThat(answer.body()).isEqualTo(GLOBAL_ID);
        assertThat(answer.headers().firstValue("x-openstack-request-id").orElseThrow())
                .matches("req-[0-9a-f-]{36}")
                .isNotEqualTo(GLOBAL_ID);
    }

    @Test
    void aGlobalIdThatIsNoneIsDropped() throws Exception {
        assertThat(send("GET", "/trace", "", "req-<script>").body()).isEqualTo("none");
    }

    @Test
    void aFaultCarriesTheTraceToo() throws Exception {
        var answer = send("GET", "/nowhere", "", GLOBAL_ID);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("x-openstack-request-id")).isPresent();
    }

    @Test
    void anUnknownMethodIsToldWhatIsAllowed() throws Exception {
        var answer = send("DELETE", "/echo", "", GLOBAL_ID);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("POST");
    }

    @Test
    void aBodyOverTheLimitIs413() throws Exception {
        assertThat(send("POST", "/echo", "x".repeat(1000), GLOBAL_ID).statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/echo", "x".repeat(1001), GLOBAL_ID).statusCode())
                .isEqualTo(413);
    }

    @Test
    void aBodyOfUndeclaredLengthIsBoundedToo() throws Exception {
        assertThat(sendUndeclared("x".repeat(1000))).isEqualTo(200);
        assertThat(sendUndeclared("x".repeat(1001))).isEqualTo(413);
    }

    private static int sendUndeclared(String body) throws Exception {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/echo"))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void aProblemBecomesItsFault() throws Exception {
        var answer = send("GET", "/problem", "", GLOBAL_ID);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("409 server 7 is locked");
    }

    @Test
    void aBugSaysNothingOfItself() throws Exception {
        var answer = send("GET", "/bug", "", GLOBAL_ID);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("500 ");
    }

    @Test
    void aControlPlaneThatIsAwayIs503() throws Exception {
        assertThat(send("GET", "/call", "", GLOBAL_ID).statusCode()).isEqualTo(503);
    }

    @Test
    void aLongDocumentArrivesWhole() throws Exception {
        var answer = send("GET", "/long", "", GLOBAL_ID);
        var tree = Json.parse(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();

        assertThat(answer.headers().firstValue("content-length")).isEmpty();
        assertThat(tree).hasSize(100_000);
        assertThat(tree.get(99_999).asInt()).isEqualTo(99_999);
    }

    @Test
    void aFailureBeforeTheFirstBytesIsACleanFault() throws Exception {
        assertThat(send("GET", "/short-then-bug", "", GLOBAL_ID).statusCode()).isEqualTo(500);
    }

    @Test
    @Timeout(60)
    void oneRequestTooManyIsToldToComeBackAndTheTurnIsFreeAfterwards() throws Exception {
        try (var small = FaceServer.start(
                new TestFace(), Listening.loopback(), 0, nowhere, Duration.ofSeconds(5), ENV.ids(), ONE_AT_ONCE)) {
            var first = CLIENT.sendAsync(get(small, "/wait"), HttpResponse.BodyHandlers.ofString());
            WAITING.acquire();

            var second = CLIENT.send(get(small, "/trace"), HttpResponse.BodyHandlers.ofString());
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("retry-after")).contains("1");

            GO.release();
            assertThat(first.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    @Timeout(60)
    void whoseShareIsBeingAnsweredIsToldToComeBackWhileOthersAreServed() throws Exception {
        try (var small = FaceServer.start(
                new TestFace(),
                Listening.loopback(),
                0,
                nowhere,
                Duration.ofSeconds(5),
                ENV.ids(),
                new FaceLimits(10, 10, 1, 1))) {
            var first = CLIENT.sendAsync(get(small, "/wait"), HttpResponse.BodyHandlers.ofString());
            WAITING.acquire();

            var second = CLIENT.send(get(small, "/trace"), HttpResponse.BodyHandlers.ofString());
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.headers().firstValue("retry-after")).contains("1");
            var another = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + small.port() + "/trace"))
                    .header("X-Auth-Token", "of-another")
                    .build();
            assertThat(CLIENT.send(another, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);

            GO.release();
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(CLIENT.send(get(small, "/trace"), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    @Timeout(60)
    void turnsComeBackAfterAnswersFaultsAndBugs() throws Exception {
        try (var small = FaceServer.start(
                new TestFace(),
                Listening.loopback(),
                0,
                nowhere,
                Duration.ofSeconds(5),
                ENV.ids(),
                new FaceLimits(10, 2, 2, 2))) {
            for (String path : List.of("/trace", "/problem", "/bug", "/nowhere", "/trace", "/trace")) {
                assertThat(CLIENT.send(get(small, path), HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isNotEqualTo(503);
            }
        }
    }

    @Test
    @Timeout(60)
    void aStreamOfEventsLetsGoOfItsSourceWhetherItIsServedOrOneTooMany() throws Exception {
        try (var small = FaceServer.start(
                new TestFace(),
                Listening.loopback(),
                0,
                nowhere,
                Duration.ofSeconds(5),
                ENV.ids(),
                new FaceLimits(10, 10, 10, 1))) {
            var first = CLIENT.sendAsync(get(small, "/events"), HttpResponse.BodyHandlers.ofString());
            WAITING.acquire();

            var second = CLIENT.send(get(small, "/events"), HttpResponse.BodyHandlers.ofString());
            assertThat(second.statusCode()).isEqualTo(503);
            RELEASED.acquire();
            assertThat(RELEASED.tryAcquire()).isFalse();

            GO.release();
            assertThat(first.get().body()).isEqualTo("the last event");
            RELEASED.acquire();
        }
    }

    @Test
    @Timeout(60)
    void oneConnectionTooManyIsClosed() throws Exception {
        try (var small = FaceServer.start(
                        new TestFace(),
                        Listening.loopback(),
                        0,
                        nowhere,
                        Duration.ofSeconds(5),
                        ENV.ids(),
                        new FaceLimits(1, 10, 10, 10));
                var first = new Socket("127.0.0.1", small.port())) {
            assertThat(statusLine(first)).startsWith("HTTP/1.1 200");
            try (var second = new Socket("127.0.0.1", small.port())) {
                assertThat(statusLine(second)).isEmpty();
            }
            assertThat(statusLine(first)).startsWith("HTTP/1.1 200");
        }
    }

    /** Of the whole answer, which is "none"; empty when the server hung up. */
    private static String statusLine(Socket socket) throws IOException {
        try {
            socket.getOutputStream()
                    .write("GET /trace HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\nnone") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return "";
                }
                answer.append((char) next);
            }
            return answer.substring(0, answer.indexOf("\r\n"));
        } catch (SocketException hungUp) {
            return "";
        }
    }

    private static HttpRequest get(FaceServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static HttpResponse<String> send(String method, String path, String body, String globalId)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("X-OpenStack-Request-ID", globalId)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static final class TestFace implements Face {
        private final Routes routes = new Routes()
                .get(
                        "/trace",
                        e -> Answer.text(200, "text/plain", e.trace().globalId().orElse("none")))
                .post("/echo", e -> Answer.bytes(200, "text/plain", out -> out.write(e.body(1000))))
                .get("/problem", e -> {
                    throw new Problem.Locked("server", "7").raise();
                })
                .get("/wait", e -> {
                    WAITING.release();
                    GO.acquireUninterruptibly();
                    return Answer.text(200, "text/plain", "at last");
                })
                .get(
                        "/events",
                        e -> Answer.events(
                                out -> {
                                    WAITING.release();
                                    GO.acquireUninterruptibly();
                                    out.write("the last event".getBytes(StandardCharsets.US_ASCII));
                                },
                                RELEASED::release))
                .get("/bug", e -> {
                    throw new IllegalStateException("secret");
                })
                .get("/call", e -> {
                    var stub = e.calls().to(kilonova.compute.v1.ServerServiceGrpc::newBlockingStub);
                    var found = stub.getServer(kilonova.compute.v1.GetServerRequest.getDefaultInstance());
                    return Answer.text(200, "text/plain", found.getId());
                })
                .get(
                        "/long",
                        e -> Answer.json(200, out -> {
                            out.writeStartArray();
                            for (int i = 0; i < 100_000; i++) {
                                out.writeNumber(i);
                            }
                            out.writeEndArray();
                        }))
                .get(
                        "/short-then-bug",
                        e -> Answer.json(200, out -> {
                            out.writeStartArray();
                            out.writeNumber(1);
                            throw new IllegalStateException("secret");
                        }));

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Answer handle(Exchange exchange) {
            return routes.handle(exchange);
        }

        @Override
        public Answer fault(Exchange exchange, HttpFault fault) {
            var answer = Answer.text(fault.code(), "text/plain", fault.code() + " " + fault.message());
            for (var header : fault.headers().entrySet()) {
                answer = answer.with(header.getKey(), header.getValue());
            }
            return answer;
        }
    }
}
