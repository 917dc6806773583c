package kilonova.distribution.walk;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import kilonova.control.assembly.ControlPlane;
import kilonova.control.assembly.ControlPlaneSettings;
import kilonova.control.assembly.SiteFile;
import kilonova.control.identity.embedded.Catalog;
import kilonova.control.identity.embedded.FirstPasswords;
import kilonova.control.policy.PolicyFile;
import kilonova.control.store.DatabaseSettings;
import kilonova.distribution.placement.PlacementEndpoint;
import kilonova.gateway.Gateway;
import kilonova.gateway.GatewaySettings;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.kernel.Listening;
import kilonova.node.ComputeNode;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.session.SessionSettings;

/** Control plane, gateway and a node of two fake hosts, on free ports. */
final class WholeCloud implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGER_THAN_A_TOKEN_LIVES = Duration.ofDays(3);
    private static final Duration WELCOME = Duration.ofSeconds(20);
    private static final Duration REST = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path database;
    private final ControlPlane controlPlane;
    private final Gateway gateway;
    private final ComputeNode node;
    private final Map<String, String> tokens = new HashMap<>();

    WholeCloud(Path directory) throws Exception {
        var clock = new LateClock();
        Env real = Env.real();
        var env = new Env(clock, real.random(), Ids.timeOrdered(clock, real.random()));
        var passwords = new FirstPasswords("admin-secret", "demo-secret", "service-secret");
        database = directory.resolve("cloud.db");
        controlPlane = ControlPlane.start(
                new ControlPlaneSettings(
                        directory,
                        directory,
                        DatabaseSettings.of("jdbc:sqlite:" + database),
                        Listening.loopback(),
                        0,
                        0,
                        "here",
                        passwords,
                        new Catalog("RegionOne", List.of()),
                        PolicyFile.none(),
                        SiteFile.none()),
                env);
        gateway = Gateway.start(
                GatewaySettings.loopback(Map.of("identity", 0, "compute", 0, "image", 0, "network", 0, "placement", 0)),
                controlPlane.publicChannel(),
                env);
        tokens.put("expired", login("demo", "demo"));
        clock.late = Duration.ZERO;
        tokens.put("garbage", "gAAAAABgarbage");
        String whole = login("demo", "demo");
        char last = whole.charAt(whole.length() - 2);
        tokens.put(
                "tampered",
                whole.substring(0, whole.length() - 2) + (last == 'A' ? 'B' : 'A') + whole.charAt(whole.length() - 1));
        node = ComputeNode.startFake(
                directory.resolve("node"),
                SessionSettings.standard("test"),
                env,
                controlPlane.nodeChannel(),
                2,
                FakeTemper.calm(env.random()));
        for (long end = System.nanoTime() + WELCOME.toNanos(); !node.connected(); ) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the node found no welcome");
            }
            Thread.onSpinWait();
        }
    }

    /**
     * Sends it as this user, in the project of the same name. Nobody has no token; those of expired, garbage and tampered
     * are no good; stranger is a user that the walk made; service is what the cloud's own services log in as.
     */
    HttpResponse<String> send(Step step) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port(step.face()) + step.path()))
                .method(
                        step.method(),
                        step.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(step.body()));
        String type = step.headers().getOrDefault("Content-Type", type(step));
        if (!type.isEmpty()) {
            request.setHeader("Content-Type", type);
        }
        if (!step.user().equals("nobody")) {
            if (!tokens.containsKey(step.user())) {
                tokens.put(step.user(), login(step.user(), step.user()));
            }
            request.setHeader("X-Auth-Token", tokens.get(step.user()));
        }
        step.headers().forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.setHeader(name, value);
            }
        });
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String type(Step step) {
        if (step.face().equals("image") && step.path().endsWith("/file")) {
            return "application/octet-stream";
        }
        if (step.whole() && step.body().isEmpty()) {
            return "";
        }
        return step.method().equals("PATCH") ? "application/openstack-images-v2.1-json-patch" : "application/json";
    }

    /** How many rows each table has once nothing is under way: an open operation would add some of its own. */
    Map<String, Integer> rowsAtRest() throws SQLException {
        long end = System.nanoTime() + REST.toNanos();
        while (openOperations() > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("operations were open for " + REST);
            }
            Thread.onSpinWait();
        }
        return rows();
    }

    private int openOperations() throws SQLException {
        try (Connection connection = reading();
                var statement = connection.createStatement();
                var count = statement.executeQuery("select count(*) from operation where open_subject is not null")) {
            return count.getInt(1);
        }
    }

    private Connection reading() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro");
    }

    /** Its Placement, as its administrator. */
    PlacementEndpoint placement() throws Exception {
        tokens.putIfAbsent("admin", login("admin", "admin"));
        return new PlacementEndpoint(
                URI.create("http://127.0.0.1:" + gateway.port("placement") + "/"),
                SSLContext.getDefault(),
                () -> tokens.get("admin"));
    }

    /** How many rows each table has, as another process reads them. */
    Map<String, Integer> rows() throws SQLException {
        var rows = new TreeMap<String, Integer>();
        try (Connection connection = reading();
                var statement = connection.createStatement()) {
            var tables = new ArrayList<String>();
            try (var names = statement.executeQuery("select name from sqlite_master where type = 'table'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                try (var count = statement.executeQuery("select count(*) from \"" + table + "\"")) {
                    rows.put(table, count.getInt(1));
                }
            }
        }
        return rows;
    }

    private String login(String user, String project) throws Exception {
        return user.equals("service")
                ? login("kilonova", project, "service-secret")
                : login(user, project, user + "-secret");
    }

    private String login(String user, String project, String password) throws Exception {
        var domain = Map.of("id", "default");
        var who = Map.of("name", user, "domain", domain, "password", password);
        var scope = Map.of("project", Map.of("name", project, "domain", domain));
        var identity = Map.of("methods", List.of("password"), "password", Map.of("user", who));
        var body = Map.of("auth", Map.of("identity", identity, "scope", scope));
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port("identity") + "/v3/auth/tokens"))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .setHeader("Content-Type", "application/json");
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.headers()
                .firstValue("X-Subject-Token")
                .orElseThrow(() -> new IllegalStateException(answer.statusCode() + " " + answer.body()));
    }

    @Override
    public void close() {
        gateway.close();
        node.close();
        controlPlane.close();
        client.close();
    }

    /** The real time, but for the first token of all, which is of long ago. */
    private static final class LateClock extends Clock {
        private volatile Duration late = LONGER_THAN_A_TOKEN_LIVES;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().minus(late);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.systemUTC().withZone(zone);
        }
    }
}
