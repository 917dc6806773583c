package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kilonova.client.KilonovaClient;
import kilonova.client.PasswordLogin;
import kilonova.client.TokenSource;
import kilonova.client.Trust;
import kilonova.compute.v1.ListServersRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud on an address of its own, under a self-signed certificate. */
class TlsCloudTest {
    private static final String ADDRESS = "127.0.0.2";

    @TempDir
    static Path directory = Path.of(".");

    private static Cloud cloud;

    @BeforeAll
    static void start() throws Exception {
        var pair = CertificateMaker.selfSigned(directory, Instant.now(), ADDRESS, "127.0.0.1");
        var choices = new StartChoices(
                Optional.of(HypervisorChoice.FAKE),
                Optional.empty(),
                Optional.empty(),
                Optional.of(ADDRESS),
                Optional.of(pair.certificate().toString()),
                Optional.of(pair.key().toString()),
                Optional.empty(),
                Optional.empty());
        cloud = Cloud.start(
                CloudSettings.of(directory.resolve("data"), choices).on(Ports.free(InetAddress.getByName(ADDRESS))));
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    private static Path data() {
        return directory.resolve("data");
    }

    /** The variables that a shell has after reading the file. */
    private static Map<String, String> openrc() throws Exception {
        return Pattern.compile("^export (\\w+)='?([^'\n]*)'?$", Pattern.MULTILINE)
                .matcher(Files.readString(new ClientFiles(data()).memberRc()))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
    }

    private static String get(String url) throws Exception {
        var trust = new ClientFiles(data()).trust(cloud.run());
        try (var http = HttpClient.newBuilder().sslContext(trust.context()).build()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void everyEndpointIsOnTheAddressUnderTls() {
        cloud.run().endpoints().forEach((service, endpoint) -> assertThat(endpoint)
                .startsWith(List.of("grpc", "node").contains(service) ? ADDRESS + ":" : "https://" + ADDRESS + ":"));
    }

    @Test
    void theCommandsOfThisMachineReachIt() throws Exception {
        try (AdminDesk desk = AdminDesk.of(data(), cloud.run())) {
            assertThat(desk.hosts()).hasSize(1);
        }
    }

    @Test
    void anOpenrcFileIsAllThatAClientNeeds() throws Exception {
        Map<String, String> openrc = openrc();
        try (var client = KilonovaClient.connect(openrc.getOrDefault("KILONOVA_GRPC", ""), openrc)) {
            assertThat(client.servers()
                            .listServers(ListServersRequest.getDefaultInstance())
                            .getServersList())
                    .isEmpty();
        }
    }

    @Test
    void cloudsYamlNamesTheCertificateForBothUsers() throws Exception {
        var files = new ClientFiles(data());

        assertThat(Files.readString(files.cloudsYaml()))
                .contains("auth_url: https://" + ADDRESS)
                .containsPattern(
                        "(?s)cacert: \"" + files.certificate() + "\"\n.*cacert: \"" + files.certificate() + "\"\n$");
        assertThat(Files.readString(files.certificate()))
                .isEqualTo(Files.readString(directory.resolve("cloud.pem")))
                .doesNotContain("PRIVATE");
    }

    @Test
    void linksInVersionDocumentsSayHttps() throws Exception {
        String identity = cloud.run().endpoint(Service.IDENTITY);
        String compute = cloud.run().endpoint(Service.COMPUTE);

        assertThat(get(identity)).contains(identity).doesNotContain("\"http:");
        assertThat(get(compute + "/")).contains("\"" + compute);
    }

    @Test
    void theCatalogSaysHttps() throws Exception {
        Map<String, String> openrc = openrc();
        String compute = cloud.run().endpoint(Service.COMPUTE);
        String token = PasswordLogin.of(openrc).token();
        var trust = Trust.of(openrc);
        try (var http = HttpClient.newBuilder().sslContext(trust.context()).build()) {
            var request = HttpRequest.newBuilder(URI.create(openrc.get("OS_AUTH_URL") + "/auth/catalog"))
                    .header("X-Auth-Token", token)
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).body()).contains("\"" + compute);
        }
    }

    @Test
    void loopbackIsServedUnderTheSameCertificate() throws Exception {
        assertThat(get(cloud.run().endpoint(Service.IDENTITY).replace(ADDRESS, "127.0.0.1")))
                .contains("https://127.0.0.1:");
        String target = cloud.run().endpoint(Service.GRPC).replace(ADDRESS, "127.0.0.1");
        try (var client = KilonovaClient.connect(target, Trust.of(openrc()), PasswordLogin.of(openrc()))) {
            assertThat(client.servers()
                            .listServers(ListServersRequest.getDefaultInstance())
                            .getServersList())
                    .isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotTrustTheCertificateSendsNothing() throws Exception {
        Map<String, String> openrc = new HashMap<>(openrc());
        openrc.remove("OS_CACERT");

        assertThatThrownBy(() -> PasswordLogin.of(openrc).token()).isInstanceOf(UncheckedIOException.class);
        try (var client =
                KilonovaClient.connect(cloud.run().endpoint(Service.GRPC), Trust.system(), TokenSource.of("secret"))) {
            assertUnavailable(client);
        }
    }

    @Test
    void nothingIsServedInTheClear() throws Exception {
        try (var client = KilonovaClient.connect(cloud.run().endpoint(Service.GRPC), TokenSource.of("secret"))) {
            assertUnavailable(client);
        }
        String clear = cloud.run().endpoint(Service.IDENTITY).replace("https:", "http:");
        assertThatThrownBy(() -> get(clear)).isInstanceOf(IOException.class);
    }

    private static void assertUnavailable(KilonovaClient client) {
        assertThatThrownBy(() -> client.servers().listServers(ListServersRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
}
