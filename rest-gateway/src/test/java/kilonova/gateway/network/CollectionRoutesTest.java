package kilonova.gateway.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Face;
import kilonova.gateway.http.FaceServer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.kernel.Env;
import kilonova.kernel.Listening;
import kilonova.network.v1.Listing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class CollectionRoutesTest {
    private static final int ALL = 25_000;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ManagedChannel nowhere;
    private static FaceServer server;

    @BeforeAll
    static void serve() {
        nowhere = InProcessChannelBuilder.forName("nowhere").build();
        var ids = Env.real().ids();
        server = FaceServer.start(new NumbersFace(), Listening.loopback(), 0, nowhere, Duration.ofSeconds(5), ids);
    }

    @AfterAll
    static void close() {
        server.close();
        nowhere.shutdownNow();
    }

    @Test
    void aListWithoutALimitIsStreamedAndWhole() throws Exception {
        var answer = get("");

        assertThat(answer.headers().firstValue("content-length")).isEmpty();
        JsonNode body = json(answer);
        assertThat(body.get("numbers")).hasSize(ALL);
        assertThat(body.at("/numbers/" + (ALL - 1) + "/id").asText()).isEqualTo(id(ALL - 1));
        assertThat(body.has("numbers_links")).isFalse();
    }

    @Test
    void aLimitOverManyPagesEndsWithTheWayToTheRest() throws Exception {
        JsonNode body = json(get("?limit=2500&fields=name"));

        assertThat(body.get("numbers")).hasSize(2500);
        assertThat(body.at("/numbers/0")).isEqualTo(Json.object().put("name", "n"));
        assertThat(body.at("/numbers_links/0/href").asText()).contains("marker=" + id(2499));
        assertThat(json(get("?limit=2500&marker=" + id(ALL - 3))).get("numbers"))
                .hasSize(2);
    }

    @Test
    void whatTheFirstPageFailsWithIsACleanFault() throws Exception {
        assertThat(get("?limit=x").statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> get(String query) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v2.0/numbers" + query))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static String id(int number) {
        return "%06d".formatted(number);
    }

    private static final class NumbersFace implements Face {
        private final Routes routes = new Routes();

        NumbersFace() {
            CollectionRoutes.on(routes, new Numbers());
        }

        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public Answer handle(Exchange exchange) {
            return routes.handle(exchange);
        }

        @Override
        public Answer fault(Exchange exchange, HttpFault fault) {
            return Answer.text(fault.code(), "text/plain", fault.message());
        }
    }

    /** As many as {@link #ALL}, a thousand to a page as the service has it. */
    private static final class Numbers implements Collection<Integer> {
        @Override
        public String singular() {
            return "number";
        }

        @Override
        public String plural() {
            return "numbers";
        }

        @Override
        public Map<String, String> queryable() {
            return Map.of();
        }

        @Override
        public ObjectNode view(Integer message) {
            return Json.object().put("id", id(message)).put("name", "n");
        }

        @Override
        public Page<Integer> list(Exchange exchange, Listing listing) {
            int from = !listing.getPageToken().isEmpty()
                    ? Integer.parseInt(listing.getPageToken())
                    : listing.getAfterId().isEmpty() ? 0 : Integer.parseInt(listing.getAfterId()) + 1;
            int size = listing.getPageSize() == 0 ? 1000 : Math.min(listing.getPageSize(), 1000);
            int to = Math.min(ALL, from + size);
            return new Page<>(IntStream.range(from, to).boxed().toList(), to < ALL ? Integer.toString(to) : "");
        }

        @Override
        public Integer created(Attributes said) {
            throw new AssertionError("only lists are asked for");
        }

        @Override
        public Integer get(Exchange exchange, String id) {
            throw new AssertionError("only lists are asked for");
        }

        @Override
        public Integer create(Exchange exchange, Integer said) {
            throw new AssertionError("only lists are asked for");
        }

        @Override
        public List<Integer> createAll(Exchange exchange, List<Integer> said) {
            throw new AssertionError("only lists are asked for");
        }

        @Override
        public Integer update(Exchange exchange, String id, Attributes said) {
            throw new AssertionError("only lists are asked for");
        }

        @Override
        public void delete(Exchange exchange, String id) {
            throw new AssertionError("only lists are asked for");
        }
    }
}
