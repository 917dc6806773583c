package kilonova.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kilonova.gateway.http.FaceServer;
import kilonova.gateway.http.Json;
import kilonova.kernel.Env;
import kilonova.kernel.Listening;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityFaceTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String LOGIN = """
            {"auth": {"identity": {"methods": ["password"], "password": {"user":
              {"name": "ada", "domain": {"name": "Default"}, "password": "%s"}}},
              "scope": {"project": {"name": "demo", "domain": {"id": "default"}}}}}
            """;

    private static Server services;
    private static ManagedChannel channel;
    private static FaceServer server;

    @BeforeAll
    static void serve() throws Exception {
        var builder = InProcessServerBuilder.forName("identity-face").directExecutor();
        new FakeIdentity().services().forEach(builder::addService);
        services = builder.build().start();
        channel = InProcessChannelBuilder.forName("identity-face")
                .directExecutor()
                .build();
        server = FaceServer.start(
                new IdentityFace(),
                Listening.loopback(),
                0,
                channel,
                Duration.ofSeconds(5),
                Env.real().ids());
    }

    @AfterAll
    static void stop() {
        server.close();
        channel.shutdownNow();
        services.shutdownNow();
    }

    @Test
    void theRootOffersOneVersion() throws Exception {
        var answer = send("GET", "/", "");
        assertThat(answer.statusCode()).isEqualTo(300);
        JsonNode version = json(answer).at("/versions/values/0");
        assertThat(version.get("id").asText()).startsWith("v3.");
        assertThat(version.at("/links/0/href").asText()).isEqualTo(origin() + "/v3/");
        assertThat(json(send("GET", "/v3/", "")).at("/version/status").asText()).isEqualTo("stable");
    }

    @Test
    void aPasswordBuysATokenInTheHeaderAndItsMeaningInTheBody() throws Exception {
        var answer = send("POST", "/v3/auth/tokens", LOGIN.formatted("right"));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("x-subject-token")).contains("signed-text");
        assertThat(json(answer)).isEqualTo(parsed("""
                        {"token": {
                          "methods": ["password"],
                          "user": {"domain": {"id": "default", "name": "Default"}, "id": "id-ada", "name": "ada",
                                   "password_expires_at": null},
                          "audit_ids": ["audit"],
                          "expires_at": "2026-01-01T01:00:00.123456Z",
                          "issued_at": "2026-01-01T00:00:00.123456Z",
                          "project": {"domain": {"id": "default", "name": "Default"}, "id": "id-demo", "name": "demo"},
                          "is_domain": false,
                          "roles": [{"id": "r1", "name": "member"}],
                          "catalog": [{"endpoints": [{"id": "e1", "interface": "public", "region_id": "RegionOne",
                                                      "url": "http://127.0.0.1:8774/v2.1", "region": "RegionOne"}],
                                       "id": "s1", "type": "compute", "name": "nova"}]}}
                        """));
    }

    @Test
    void theCatalogCanBeLeftOut() throws Exception {
        JsonNode token = json(send("POST", "/v3/auth/tokens?nocatalog", LOGIN.formatted("right")))
                .get("token");
        assertThat(token.has("catalog")).isFalse();
        assertThat(token.has("roles")).isTrue();
    }

    @Test
    void aTokenWithoutAScopeHasNeitherRolesNorCatalog() throws Exception {
        JsonNode token = json(send("POST", "/v3/auth/tokens", """
                        {"auth": {"scope": "unscoped", "identity": {"methods": ["password"], "password": {"user":
                          {"id": "id-ada", "password": "right"}}}}}
                        """)).get("token");
        assertThat(names(token)).doesNotContain("roles", "catalog", "project", "is_domain");
    }

    @Test
    void aWrongPasswordIsToldAsKeystoneDoes() throws Exception {
        var answer = send("POST", "/v3/auth/tokens", LOGIN.formatted("wrong"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate")).contains("Keystone uri=\"" + origin() + "/v3\"");
        assertThat(json(answer)).isEqualTo(parsed("""
                                {"error": {"code": 401, "message": "The request you have made requires authentication.",
                                           "title": "Unauthorized"}}
                                """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"auth\": 1}",
                "{\"auth\": {}}",
                "{\"auth\": {\"identity\": {}}}",
                "{\"auth\": {\"identity\": {\"methods\": []}}}",
                "{\"auth\": {\"identity\": {\"methods\": [\"password\"]}}}",
                "{\"auth\": {\"identity\": {\"methods\": [\"password\"], \"password\": {\"user\": {\"password\": 7}}}}}",
                "{\"auth\": {\"identity\": {\"methods\": [\"password\"], \"password\": {\"user\":"
                        + " {\"name\": \"ada\", \"password\": \"right\"}}}}}"
            })
    void aBodyThatIsNotARequestIs400(String body) throws Exception {
        var answer = send("POST", "/v3/auth/tokens", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/error/title").asText()).isEqualTo("Bad Request");
    }

    @Test
    void aMethodThatIsNotKnownIs401() throws Exception {
        assertThat(send("POST", "/v3/auth/tokens", "{\"auth\": {\"identity\": {\"methods\": [\"totp\"]}}}")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aTokenIsShownCheckedAndRevoked() throws Exception {
        assertThat(json(send("GET", "/v3/auth/tokens", ""))
                        .at("/token/user/name")
                        .asText())
                .isEqualTo("ada");
        var head = send("HEAD", "/v3/auth/tokens", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(about("other-text", "DELETE").statusCode()).isEqualTo(204);
        assertThat(about("other-text", "HEAD").statusCode()).isEqualTo(404);
    }

    @Test
    void aNameIsNoIdButAFilter() throws Exception {
        var answer = send("GET", "/v3/projects/demo", "");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).at("/error/message").asText()).isEqualTo("Could not find project: demo.");
        assertThat(json(send("GET", "/v3/projects?name=demo", "")).at("/projects"))
                .singleElement()
                .isEqualTo(json(send("GET", "/v3/projects/id-demo", "")).get("project"));
    }

    @Test
    void allPagesOfTheControlPlaneAreOneList() throws Exception {
        JsonNode body = json(send("GET", "/v3/projects", ""));
        assertThat(body.get("projects")).hasSize(2);
        assertThat(body.at("/links/next").isNull()).isTrue();
        assertThat(body.at("/links/self").asText()).isEqualTo(origin() + "/v3/projects");
    }

    @Test
    void aProjectIsMadeChangedAndDeleted() throws Exception {
        var made = send("POST", "/v3/projects", "{\"project\": {\"name\": \"apollo\", \"description\": \"moon\"}}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(json(made).get("project")).isEqualTo(parsed("""
                                {"id": "id-apollo", "name": "apollo", "domain_id": "default", "description": "moon",
                                 "enabled": true, "parent_id": "default", "is_domain": false, "tags": [], "options": {},
                                 "links": {"self": "%s/v3/projects/id-apollo"}}
                                """.formatted(origin())));
        assertThat(send("POST", "/v3/projects", "{\"project\": {\"name\": \"apollo\"}}")
                        .statusCode())
                .isEqualTo(409);
        JsonNode changed = json(send("PATCH", "/v3/projects/id-apollo", "{\"project\": {\"enabled\": false}}"));
        assertThat(changed.at("/project/enabled").asBoolean()).isFalse();
        assertThat(changed.at("/project/description").asText()).isEqualTo("moon");
        assertThat(send("DELETE", "/v3/projects/id-apollo", "").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", "/v3/projects/id-apollo", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aWrongTypeNamesTheFieldAndNotTheValue() throws Exception {
        var answer = send("POST", "/v3/projects", "{\"project\": {\"name\": 4711}}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/error/message").asText())
                .contains("'name'")
                .doesNotContain("4711");
    }

    @Test
    void aRoleIsGrantedCheckedAndListedWithAndWithoutNames() throws Exception {
        String place = "/v3/projects/id-demo/users/id-ada/roles/r1";
        assertThat(send("HEAD", place, "").statusCode()).isEqualTo(404);
        assertThat(send("PUT", place, "").statusCode()).isEqualTo(204);
        assertThat(send("HEAD", place, "").statusCode()).isEqualTo(204);
        assertThat(json(send("GET", "/v3/role_assignments", "")).at("/role_assignments/0"))
                .isEqualTo(parsed("""
                                {"role": {"id": "r1"}, "user": {"id": "id-ada"}, "scope": {"project": {"id": "id-demo"}},
                                 "links": {"assignment": "%s/v3/projects/id-demo/users/id-ada/roles/r1"}}
                                """.formatted(origin())));
        JsonNode named = json(send("GET", "/v3/role_assignments?include_names=True", ""));
        assertThat(named.at("/role_assignments/0/user/domain/name").asText()).isEqualTo("Default");
        assertThat(named.at("/role_assignments/0/role/name").asText()).isEqualTo("name-of-r1");
        assertThat(json(send("GET", "/v3/role_assignments?group.id=g", "")).at("/role_assignments"))
                .isEmpty();
        assertThat(json(send("GET", "/v3/role_assignments?effective", "")).get("role_assignments"))
                .hasSize(2);
        assertThat(json(send("GET", "/v3/role_assignments?effective=0", "")).get("role_assignments"))
                .hasSize(1);
    }

    @Test
    void servicesEndpointsAndRegionsComeFromTheCatalog() throws Exception {
        assertThat(json(send("GET", "/v3/services?type=compute", ""))
                        .at("/services/0/id")
                        .asText())
                .isEqualTo("s1");
        assertThat(json(send("GET", "/v3/services?type=volume", "")).get("services"))
                .isEmpty();
        assertThat(json(send("GET", "/v3/endpoints?interface=public", ""))
                        .at("/endpoints/0/service_id")
                        .asText())
                .isEqualTo("s1");
        assertThat(json(send("GET", "/v3/regions/RegionOne", ""))
                        .at("/region/id")
                        .asText())
                .isEqualTo("RegionOne");
        assertThat(send("GET", "/v3/services/nova", "").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsNotServedIs404() throws Exception {
        assertThat(send("GET", "/v3/unheard-of", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v2.0/tokens", "").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> about(String subject, String method) throws Exception {
        return send(method, "/v3/auth/tokens", "", subject);
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(method, path, body, "signed-text");
    }

    private static HttpResponse<String> send(String method, String path, String body, String subject) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(origin() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("X-Auth-Token", "signed-text")
                .header("X-Subject-Token", subject)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String origin() {
        return "http://127.0.0.1:" + server.port();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return parsed(answer.body());
    }

    private static JsonNode parsed(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
