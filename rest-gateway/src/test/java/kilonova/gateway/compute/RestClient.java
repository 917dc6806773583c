package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import kilonova.gateway.http.Json;

/** Speaks to a face as a client of OpenStack does. */
final class RestClient {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    RestClient(int port) {
        this.port = port;
    }

    /** An answer; {@code json} is a missing node where the body is empty. */
    record Reply(int status, HttpResponse<String> raw, JsonNode json) {
        Optional<String> header(String name) {
            return raw.headers().firstValue(name);
        }

        /** The message of Nova's error body, under the key it must have. */
        String fault(String key) {
            return json.path(key).path("message").asText("(no " + key + ": " + raw.body() + ")");
        }
    }

    Request request(String method, String path) {
        return new Request(method, path);
    }

    final class Request {
        private final String method;
        private final HttpRequest.Builder builder;
        private String body = "";

        private Request(String method, String path) {
            this.method = method;
            this.builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header("X-Auth-Token", "a-token");
        }

        Request at(String version) {
            return header("X-OpenStack-Nova-API-Version", version);
        }

        Request header(String name, String value) {
            builder.setHeader(name, value);
            return this;
        }

        Request body(String json) {
            body = json;
            return header("Content-Type", "application/json");
        }

        Reply send() {
            var publisher =
                    body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
            try {
                var raw = client.send(builder.method(method, publisher).build(), HttpResponse.BodyHandlers.ofString());
                var json = Json.parse(raw.body().getBytes(StandardCharsets.UTF_8));
                return new Reply(
                        raw.statusCode(),
                        raw,
                        json.orElseGet(com.fasterxml.jackson.databind.node.MissingNode::getInstance));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
    }
}
