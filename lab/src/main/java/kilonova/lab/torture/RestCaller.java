package kilonova.lab.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import kilonova.client.TokenSource;

/** A client that speaks the REST API, with an {@code Idempotency-Key} on whatever changes something. */
final class RestCaller implements Caller {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int FIRST_OF_THE_SERVERS_FAULTS = 500;
    private static final int TOO_MANY = 429;
    private static final int CONFLICT = 409;

    private final URI compute;
    private final TokenSource tokens;
    private final Order order;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** @param compute the address of the Compute service, its version included */
    RestCaller(URI compute, TokenSource tokens, Order order) {
        this.compute = compute;
        this.tokens = tokens;
        this.order = order;
    }

    @Override
    public String face() {
        return "REST";
    }

    @Override
    public Answer create(String requestId, String name) {
        var body = JSON.createObjectNode();
        var server = body.putObject("server")
                .put("name", name)
                .put("imageRef", order.image())
                .put("flavorRef", order.flavor());
        server.putArray("networks").addObject().put("uuid", order.network());
        return sent("POST", "/servers", requestId, body.toString(), "");
    }

    @Override
    public Answer ask(Verb verb, String requestId, String server) {
        return switch (verb) {
            case STOP -> sent("POST", "/servers/" + server + "/action", requestId, "{\"os-stop\": null}", server);
            case START -> sent("POST", "/servers/" + server + "/action", requestId, "{\"os-start\": null}", server);
            case DELETE -> sent("DELETE", "/servers/" + server, requestId, "", server);
            case CREATE -> throw new IllegalArgumentException("a create names no server");
        };
    }

    @Override
    public Sight look(String server) {
        try {
            var reply = http.send(request("/servers/" + server).GET().build(), HttpResponse.BodyHandlers.ofString());
            return switch (reply.statusCode()) {
                case 200 -> sight(JSON.readTree(reply.body()).path("server"));
                case 404 -> Sight.GONE;
                default -> Sight.UNSEEN;
            };
        } catch (IOException | IllegalStateException | UncheckedIOException away) {
            return Sight.UNSEEN;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Sight.UNSEEN;
        }
    }

    private static Sight sight(JsonNode server) {
        if (!server.path("OS-EXT-STS:task_state").isNull()) {
            return Sight.BUSY;
        }
        return switch (server.path("status").asText()) {
            case "ACTIVE" -> Sight.ACTIVE;
            case "SHUTOFF" -> Sight.STOPPED;
            case "BUILD" -> Sight.BUSY;
            case "DELETED" -> Sight.GONE;
            default -> Sight.ERROR;
        };
    }

    /** @param server its id, where the question already names it */
    private Answer sent(String method, String path, String requestId, String body, String server) {
        try {
            var reply = http.send(
                    request(path)
                            .header("Idempotency-Key", requestId)
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body.isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return told(reply.statusCode(), reply.body(), server);
        } catch (IOException away) {
            return new Answer.Unknown(away.getClass().getSimpleName());
        } catch (IllegalStateException | UncheckedIOException noToken) {
            return new Answer.Unknown("no token");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Answer.Unknown("interrupted");
        }
    }

    static Answer told(int status, String body, String server) throws IOException {
        if (status < 300) {
            String id = server.isEmpty()
                    ? JSON.readTree(body).path("server").path("id").asText()
                    : server;
            return new Answer.Accepted(id, "");
        }
        if (status >= FIRST_OF_THE_SERVERS_FAULTS || status == TOO_MANY) {
            return new Answer.Unknown("HTTP " + status);
        }
        // Which conflict it is, is in the words; what clients go by is the number.
        return new Answer.Refused("HTTP " + status + (status == CONFLICT ? " (conflict)" : ""));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(compute + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("OpenStack-API-Version", "compute 2.90")
                .header("X-Auth-Token", tokens.token());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
