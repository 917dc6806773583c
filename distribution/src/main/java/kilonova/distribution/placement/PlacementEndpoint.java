package kilonova.distribution.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** A Placement, ours or another, as a client of its REST API sees it: in the newest version that both sides know. */
public final class PlacementEndpoint implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NEWEST = 39;
    /** Consumers have generations since then: below it a copy could overwrite what somebody else writes. */
    private static final int OLDEST = 28;

    private static final int TYPES_SINCE = 38;

    private final HttpClient client;
    private final String address;
    private final Supplier<String> token;
    private final int version;

    /** What was answered; the body is a missing node where there is none. */
    record Reply(int status, JsonNode body) {
        boolean succeeded() {
            return status < 300;
        }

        /** What was wrong, in Placement's words. */
        String complaint() {
            String detail = body.path("errors").path(0).path("detail").asText("");
            int end = detail.indexOf("\n\n");
            String words = (end < 0 ? detail : detail.substring(end)).strip();
            return status
                    + (words.isEmpty() ? "" : " " + words.lines().findFirst().orElse(""));
        }
    }

    /**
     * Finds out what is there.
     *
     * @param address without a slash at the end
     * @param token asked for each request: it may renew itself
     * @throws CopyFailure when no Placement answers there, or one that is too old
     */
    public PlacementEndpoint(URI address, SSLContext tls, Supplier<String> token) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
        this.address = address.toString().replaceAll("/+$", "");
        this.token = token;
        this.version = agreed();
    }

    private int agreed() {
        String newest = send("GET", "/", "", 0)
                .body()
                .path("versions")
                .path(0)
                .path("max_version")
                .asText("");
        if (!newest.matches("1\\.\\d{1,4}")) {
            throw new CopyFailure(address + ": no Placement answers there");
        }
        int theirs = Integer.parseInt(newest.substring(2));
        if (theirs < OLDEST) {
            throw new CopyFailure(address + ": knows version " + newest + " only (needed: 1." + OLDEST + " or newer)");
        }
        return Math.min(theirs, NEWEST);
    }

    /** Whether consumers have types there. */
    boolean typed() {
        return version >= TYPES_SINCE;
    }

    Reply ask(String method, String path) {
        return send(method, path, "", version);
    }

    Reply ask(String method, String path, JsonNode body) {
        return send(method, path, body.toString(), version);
    }

    /**
     * Writes all that a consumer holds, which must hold nothing yet. One of no known type is written in a version that has no
     * types, for none has a word for it.
     */
    Reply write(StockConsumer consumer) {
        var body = consumer.json().putNull("consumer_generation");
        boolean untyped = !typed() || consumer.type().equals(StockConsumer.UNKNOWN);
        if (untyped) {
            body.remove("consumer_type");
        }
        return send(
                "PUT",
                "/allocations/" + consumer.id(),
                body.toString(),
                untyped ? Math.min(version, TYPES_SINCE - 1) : version);
    }

    /** What lies there. Throws {@link CopyFailure} when it cannot be had. */
    JsonNode get(String path) {
        Reply reply = ask("GET", path);
        if (!reply.succeeded()) {
            throw new CopyFailure(address + path + ": " + reply.complaint());
        }
        return reply.body();
    }

    private Reply send(String method, String path, String body, int minor) {
        var request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("OpenStack-API-Version", "placement 1." + minor)
                .header("X-Auth-Token", token.get());
        if (body.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode said = answer.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(answer.body());
            return new Reply(answer.statusCode(), said);
        } catch (IOException failed) {
            throw new CopyFailure(address + path + ": no answer (" + failed + ")", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CopyFailure("stopped", stopped);
        }
    }

    @Override
    public String toString() {
        return address;
    }

    @Override
    public void close() {
        client.close();
    }
}
