package kilonova.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The administrator of a benched cloud: makes what the servers need, and asks how they are. */
final class CloudUser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BLANK_IMAGE_BYTES = 1 << 20;

    private final HttpRequests compute;
    private final HttpRequests image;
    private final String token;
    private final String project;

    private CloudUser(HttpRequests compute, HttpRequests image, String token, String project) {
        this.compute = compute;
        this.image = image;
        this.token = token;
        this.project = project;
    }

    static CloudUser login(CloudAccess access) throws IOException {
        URI identity = access.rest("identity");
        HttpReply reply = sent(identity, new HttpRequests(identity, "").post("/auth/tokens", access.login()), 201);
        String token = reply.header("x-subject-token")
                .orElseThrow(() -> new BenchFailure("the login was answered without a token"));
        String project = JSON.readTree(reply.text())
                .path("token")
                .path("project")
                .path("id")
                .asText();
        return new CloudUser(
                new HttpRequests(access.rest("compute"), token),
                new HttpRequests(access.rest("image"), token),
                token,
                project);
    }

    HttpRequests compute() {
        return compute;
    }

    String token() {
        return token;
    }

    /** Lifts the quotas, uploads an image and makes a flavor; gives the request that creates a server of them. */
    byte[] prepare() throws IOException {
        sent(
                compute.endpoint(),
                compute.put(
                        "/os-quota-sets/" + project,
                        "{\"quota_set\": {\"instances\": -1, \"cores\": -1, \"ram\": -1}}"),
                200);
        JsonNode flavor = json(
                compute.endpoint(),
                compute.post("/flavors", "{\"flavor\": {\"name\": \"bench\", \"vcpus\": 1, \"ram\": 64, \"disk\": 1}}"),
                200);
        String server = "{\"server\": {\"name\": \"bench\", \"networks\": \"none\", \"imageRef\": \"" + blankImage()
                + "\", \"flavorRef\": \"" + flavor.path("flavor").path("id").asText() + "\"}}";
        return compute.post("/servers", server);
    }

    private String blankImage() throws IOException {
        String facts = "{\"name\": \"bench\", \"disk_format\": \"raw\", \"container_format\": \"bare\"}";
        String id = json(image.endpoint(), image.post("/v2/images", facts), 201)
                .path("id")
                .asText();
        sent(image.endpoint(), image.putBytes("/v2/images/" + id + "/file", new byte[BLANK_IMAGE_BYTES]), 204);
        return id;
    }

    /** Creates a server and returns once it is ACTIVE. */
    void awaitActive(byte[] create) throws IOException {
        String id =
                json(compute.endpoint(), create, 202).path("server").path("id").asText();
        byte[] look = compute.get("/servers/" + id);
        String status = "";
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
            status = json(compute.endpoint(), look, 200)
                    .path("server")
                    .path("status")
                    .asText();
            if (status.equals("ACTIVE")) {
                return;
            }
        }
        throw new BenchFailure("server " + id + " is " + status + " after " + PATIENCE.toSeconds() + " s");
    }

    /** Whether any server of the project has that status. */
    boolean anyServer(String status) throws IOException {
        return !json(compute.endpoint(), compute.get("/servers?limit=1&status=" + status), 200)
                .path("servers")
                .isEmpty();
    }

    /** Why one of the servers in ERROR is there; empty when none is. */
    Optional<String> fault() throws IOException {
        JsonNode failed = json(compute.endpoint(), compute.get("/servers/detail?limit=1&status=ERROR"), 200)
                .path("servers");
        return failed.isEmpty()
                ? Optional.empty()
                : Optional.of(failed.path(0).path("fault").path("message").asText("no reason given"));
    }

    /** How many servers the project has, as its quota counts them. */
    int count() throws IOException {
        return json(compute.endpoint(), compute.get("/limits"), 200)
                .path("limits")
                .path("absolute")
                .path("totalInstancesUsed")
                .asInt();
    }

    /** The ids of some servers, at most {@code limit}. */
    List<String> serverIds(int limit) throws IOException {
        var ids = new ArrayList<String>();
        json(compute.endpoint(), compute.get("/servers?limit=" + limit), 200)
                .path("servers")
                .forEach(server -> ids.add(server.path("id").asText()));
        return List.copyOf(ids);
    }

    private static JsonNode json(URI endpoint, byte[] request, int expected) throws IOException {
        return JSON.readTree(sent(endpoint, request, expected).text());
    }

    private static HttpReply sent(URI endpoint, byte[] request, int expected) throws IOException {
        try (HttpWire wire = HttpWire.to(endpoint)) {
            HttpReply reply = wire.send(request);
            if (reply.status() != expected) {
                throw new BenchFailure(endpoint + " answered " + reply.status() + ": " + reply.text());
            }
            return reply;
        }
    }
}
