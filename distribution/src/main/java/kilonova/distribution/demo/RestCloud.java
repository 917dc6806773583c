package kilonova.distribution.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import kilonova.client.Trust;

/** A cloud as one user of OpenStack's REST APIs reaches it. Every call that does not answer 2xx throws {@link Refused}. */
final class RestCloud implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final String JSON_TYPE = "application/json";

    /** Where the services are, and which certificates are theirs. */
    record Endpoints(String identity, String compute, String image, Trust trust) {}

    /** Who calls. */
    record Caller(String user, String password, String project, String domain) {}

    /** An answer that was not the one hoped for, in the service's own words. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private final HttpClient http;
    private final Endpoints endpoints;
    private final String token;

    private RestCloud(HttpClient http, Endpoints endpoints, String token) {
        this.http = http;
        this.endpoints = endpoints;
        this.token = token;
    }

    static RestCloud login(Endpoints endpoints, Caller caller) throws IOException, InterruptedException {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(endpoints.trust().context())
                .build();
        ObjectNode body = JSON.createObjectNode();
        ObjectNode auth = body.putObject("auth");
        ObjectNode identity = auth.putObject("identity");
        identity.putArray("methods").add("password");
        ObjectNode user = identity.putObject("password").putObject("user");
        user.put("name", caller.user()).put("password", caller.password());
        user.putObject("domain").put("name", caller.domain());
        ObjectNode project = auth.putObject("scope").putObject("project").put("name", caller.project());
        project.putObject("domain").put("name", caller.domain());
        var request = HttpRequest.newBuilder(URI.create(endpoints.identity() + "/auth/tokens"))
                .header("Content-Type", JSON_TYPE)
                .timeout(ANSWER)
                .POST(BodyPublishers.ofString(body.toString()));
        var response = checked(http.send(request.build(), BodyHandlers.ofString()));
        String token = response.headers().firstValue("X-Subject-Token").orElseThrow();
        return new RestCloud(http, endpoints, token);
    }

    /** The id of an active image of that name. */
    Optional<String> image(String name) throws IOException, InterruptedException {
        JsonNode images =
                get(endpoints.image() + "/v2/images?status=active&name=" + name).path("images");
        return images.isEmpty()
                ? Optional.empty()
                : Optional.of(images.get(0).path("id").asText());
    }

    /** Uploads an image that every project may boot; gives its id. */
    String upload(String name, Path file, String diskFormat) throws IOException, InterruptedException {
        ObjectNode facts = JSON.createObjectNode()
                .put("name", name)
                .put("disk_format", diskFormat)
                .put("container_format", "bare")
                .put("visibility", "public");
        String id = post(endpoints.image() + "/v2/images", facts).path("id").asText();
        send(request(endpoints.image() + "/v2/images/" + id + "/file")
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofFile(file)));
        return id;
    }

    /** The id of a flavor of that name. */
    Optional<String> flavor(String name) throws IOException, InterruptedException {
        for (JsonNode flavor : get(endpoints.compute() + "/flavors/detail").path("flavors")) {
            if (flavor.path("name").asText().equals(name)) {
                return Optional.of(flavor.path("id").asText());
            }
        }
        return Optional.empty();
    }

    /** Makes a flavor; gives its id. */
    String createFlavor(String name, int vcpus, int memoryMb, int diskGb) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("flavor")
                .put("name", name)
                .put("vcpus", vcpus)
                .put("ram", memoryMb)
                .put("disk", diskGb);
        return post(endpoints.compute() + "/flavors", body)
                .path("flavor")
                .path("id")
                .asText();
    }

    /** Asks for a server with a config drive; gives its id at once. */
    String createServer(String name, String image, String flavor) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("server")
                .put("name", name)
                .put("imageRef", image)
                .put("flavorRef", flavor)
                .put("config_drive", true);
        return post(endpoints.compute() + "/servers", body)
                .path("server")
                .path("id")
                .asText();
    }

    JsonNode server(String id) throws IOException, InterruptedException {
        return get(endpoints.compute() + "/servers/" + id).path("server");
    }

    /** Everything on the serial console so far; empty while the host has nothing to show. */
    String console(String id) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("os-getConsoleOutput");
        return post(endpoints.compute() + "/servers/" + id + "/action", body)
                .path("output")
                .asText();
    }

    @Override
    public void close() {
        http.close();
    }

    private JsonNode get(String address) throws IOException, InterruptedException {
        return send(request(address).GET());
    }

    private JsonNode post(String address, ObjectNode body) throws IOException, InterruptedException {
        BodyPublisher bytes = BodyPublishers.ofString(body.toString());
        return send(request(address).header("Content-Type", JSON_TYPE).POST(bytes));
    }

    private HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(address))
                .header("X-Auth-Token", token)
                .header("Accept", JSON_TYPE)
                .timeout(ANSWER);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        String text =
                checked(http.send(request.build(), BodyHandlers.ofString())).body();
        return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
    }

    private static HttpResponse<String> checked(HttpResponse<String> response) throws Refused {
        if (response.statusCode() / 100 != 2) {
            throw new Refused(response.request().method() + " " + response.uri().getPath() + " answered "
                    + response.statusCode() + ": " + response.body());
        }
        return response;
    }
}
