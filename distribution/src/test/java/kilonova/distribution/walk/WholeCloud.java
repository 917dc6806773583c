package kilonova.distribution.walk;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kilonova.control.assembly.ControlPlane;
import kilonova.control.assembly.ControlPlaneSettings;
import kilonova.control.identity.embedded.Catalog;
import kilonova.control.identity.embedded.FirstPasswords;
import kilonova.control.policy.PolicyFile;
import kilonova.control.store.DatabaseSettings;
import kilonova.gateway.Gateway;
import kilonova.gateway.GatewaySettings;
import kilonova.kernel.Env;

/** Control plane and gateway on free ports, without a compute node. */
final class WholeCloud implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ControlPlane controlPlane;
    private final Gateway gateway;
    private final Map<String, String> tokens = new HashMap<>();

    WholeCloud(Path directory) {
        var passwords = new FirstPasswords("admin-secret", "demo-secret", "service-secret");
        controlPlane = ControlPlane.start(
                new ControlPlaneSettings(
                        directory,
                        DatabaseSettings.of("jdbc:sqlite:" + directory.resolve("cloud.db")),
                        new InetSocketAddress("127.0.0.1", 0),
                        "here",
                        passwords,
                        new Catalog("RegionOne", List.of()),
                        PolicyFile.none()),
                Env.real());
        gateway = Gateway.start(
                GatewaySettings.loopback(Map.of("identity", 0, "image", 0, "network", 0)),
                controlPlane.publicChannel(),
                Env.real());
    }

    /** Sends it as this user, in the project of the same name; nobody has no token. */
    HttpResponse<String> send(String user, String method, String face, String path, String body) throws Exception {
        var request = request(method, face, path, body);
        if (!user.equals("nobody")) {
            if (!tokens.containsKey(user)) {
                tokens.put(user, login(user));
            }
            request.header("X-Auth-Token", tokens.get(user));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String method, String face, String path, String body) {
        String type = "application/json";
        if (path.endsWith("/file")) {
            type = "application/octet-stream";
        } else if (method.equals("PATCH")) {
            type = "application/openstack-images-v2.1-json-patch";
        }
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port(face) + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", type);
    }

    private String login(String user) throws Exception {
        var domain = Map.of("id", "default");
        var who = Map.of("name", user, "domain", domain, "password", user + "-secret");
        var scope = Map.of("project", Map.of("name", user, "domain", domain));
        var identity = Map.of("methods", List.of("password"), "password", Map.of("user", who));
        var body = Map.of("auth", Map.of("identity", identity, "scope", scope));
        var answer = client.send(
                request("POST", "identity", "/v3/auth/tokens", JSON.writeValueAsString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.headers()
                .firstValue("X-Subject-Token")
                .orElseThrow(() -> new IllegalStateException(answer.statusCode() + " " + answer.body()));
    }

    @Override
    public void close() {
        gateway.close();
        controlPlane.close();
    }
}
