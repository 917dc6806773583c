package kilonova.lab.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kilonova.control.edge.EdgeInterceptor;
import kilonova.control.identity.embedded.Catalog;
import kilonova.control.identity.embedded.EmbeddedIdentity;
import kilonova.control.identity.embedded.FirstPasswords;
import kilonova.control.identity.embedded.IdentitySettings;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.request.Requests;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.gateway.Gateway;
import kilonova.gateway.GatewaySettings;
import kilonova.kernel.Env;
import kilonova.kernel.Vault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients of Keystone do, from the first byte to the last row. */
final class IdentityOverRestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final FirstPasswords FIRST = new FirstPasswords("admin-secret", "demo-secret", "service-secret");

    private static Database database;
    private static Server services;
    private static ManagedChannel channel;
    private static Gateway gateway;
    private static String admin;
    private static String member;

    @BeforeAll
    static void serve(@TempDir Path directory) throws Exception {
        var env = Env.real();
        database = Database.open(DatabaseSettings.of("jdbc:sqlite:" + directory.resolve("kilonova.db")), env);
        var catalog = new Catalog(
                "RegionOne", List.of(new Catalog.Service("compute", "nova", "http://127.0.0.1:8774/v2.1", () -> true)));
        var identity = EmbeddedIdentity.open(
                database,
                env,
                new Requests(env, new Vault(new byte[Vault.KEY_BYTES], env.random())),
                IdentitySettings.of(directory.resolve("identity.keys")),
                Policy.of(PolicyBook.IDENTITY),
                catalog);
        identity.bootstrap(FIRST);
        var builder = InProcessServerBuilder.forName("identity-over-rest")
                .intercept(new EdgeInterceptor(identity, env, Set.of(EmbeddedIdentity.OPEN_METHOD)));
        identity.services().forEach(builder::addService);
        services = builder.build().start();
        channel = InProcessChannelBuilder.forName("identity-over-rest").build();
        gateway = Gateway.start(GatewaySettings.loopback(Map.of("identity", 0)), channel, env);
        admin = login("admin", "admin-secret", "admin");
        member = login("demo", "demo-secret", "demo");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        channel.shutdownNow();
        services.shutdownNow();
        database.close();
    }

    @Test
    void aTokenSaysWhoWhereAndWhatUntilWhen() throws Exception {
        JsonNode token =
                JSON.readTree(send(member, "GET", "/v3/auth/tokens", "").body()).get("token");
        assertThat(token.at("/user/name").asText()).isEqualTo("demo");
        assertThat(token.at("/project/domain/name").asText()).isEqualTo("Default");
        assertThat(token.get("roles"))
                .extracting(role -> role.get("name").asText())
                .containsExactly("member", "reader");
        assertThat(token.at("/catalog/0/endpoints")).hasSize(3);
        assertThat(token.get("expires_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            member, GET,    /v3/users,                             403
            member, GET,    /v3/projects,                          403
            member, GET,    /v3/auth/projects,                     200
            member, GET,    /v3/auth/catalog,                      200
            member, GET,    /v3/auth/system,                       200
            member, GET,    /v3/services,                          200
            admin,  GET,    /v3/users/demo,                        404
            admin,  GET,    /v3/users?name=demo,                   200
            admin,  GET,    /v3/users?enabled=perhaps,             400
            admin,  GET,    /v3/domains/default,                   200
            admin,  GET,    /v3/domains/Default,                   404
            admin,  GET,    /v3/role_assignments?include_names=1,  200
            admin,  DELETE, /v3/projects/00000000,                 404
            admin,  PUT,    /v3/projects/p/users/u/roles/r,        404
            nobody, GET,    /v3/users,                             401
            nobody, GET,    /v3/auth/catalog,                      401
            nobody, GET,    /v3,                                   200
            """)
    void whoMayAskWhat(String who, String method, String path, int status) throws Exception {
        String token =
                switch (who) {
                    case "admin" -> admin;
                    case "member" -> member;
                    default -> "nobody";
                };
        assertThat(send(token, method, path, "").statusCode()).isEqualTo(status);
    }

    @Test
    void aNewUserWorksInAProjectUntilItIsDeleted() throws Exception {
        String project = made("/v3/projects", "project", "{\"project\": {\"name\": \"apollo\"}}");
        String user = made("/v3/users", "user", "{\"user\": {\"name\": \"neil\", \"password\": \"moon\"}}");
        String reader = JSON.readTree(
                        send(admin, "GET", "/v3/roles?name=reader", "").body())
                .at("/roles/0/id")
                .asText();
        String grant = "/v3/projects/" + project + "/users/" + user + "/roles/" + reader;
        assertThat(send(admin, "PUT", grant, "").statusCode()).isEqualTo(204);
        String token = login("neil", "moon", "apollo");
        assertThat(send(token, "GET", "/v3/users/" + user, "").statusCode()).isEqualTo(200);
        assertThat(send(admin, "DELETE", "/v3/projects/" + project, "").statusCode())
                .isEqualTo(204);
        assertThat(send(token, "GET", "/v3/users/" + user, "").statusCode()).isEqualTo(401);
    }

    @Test
    void aNameThatIsTakenOrTooLongIsRefusedByItsField() throws Exception {
        assertThat(send(admin, "POST", "/v3/projects", "{\"project\": {\"name\": \"demo\"}}")
                        .statusCode())
                .isEqualTo(409);
        var tooLong = send(admin, "POST", "/v3/users", "{\"user\": {\"name\": \"" + "x".repeat(256) + "\"}}");
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(tooLong.body()).at("/error/message").asText()).contains("user.name");
    }

    private static String made(String path, String kind, String body) throws Exception {
        var answer = send(admin, "POST", path, body);
        assertThat(answer.statusCode()).isEqualTo(201);
        return JSON.readTree(answer.body()).at("/" + kind + "/id").asText();
    }

    private static String login(String user, String password, String project) throws Exception {
        String body = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                  {"name": "%s", "domain": {"id": "default"}, "password": "%s"}}},
                  "scope": {"project": {"name": "%s", "domain": {"name": "Default"}}}}}
                """.formatted(user, password, project);
        var answer = send("", "POST", "/v3/auth/tokens", body);
        assertThat(answer.statusCode()).isEqualTo(201);
        return answer.headers().firstValue("x-subject-token").orElseThrow();
    }

    private static HttpResponse<String> send(String token, String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port("identity") + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("X-Auth-Token", token).header("X-Subject-Token", token);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
