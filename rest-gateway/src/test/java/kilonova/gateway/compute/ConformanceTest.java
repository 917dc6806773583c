package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kilonova.gateway.compute.Samples.Sample;
import kilonova.gateway.schema.Schema.Strictness;
import kilonova.gateway.schema.SchemaLibrary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nova's own samples, in both directions: each request is accepted in its version, each answer has the shape of ours. And
 * our answers keep Nova's response schemas in every version from the oldest to the newest.
 */
final class ConformanceTest {
    private static final SchemaLibrary SCHEMAS = new SchemaLibrary("/kilonova/gateway/compute/schemas");

    private static Reference reference;
    private static FakeControlPlane controlPlane;
    private static TestCloud cloud;

    @BeforeAll
    static void serve() {
        reference = Reference.required();
        cloud = new TestCloud();
        controlPlane = cloud.controlPlane;
    }

    @AfterAll
    static void close() {
        if (cloud != null) {
            cloud.close();
        }
    }

    static Stream<Sample> samples() {
        return Reference.find().stream().flatMap(each -> Samples.all(each).stream());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("samples")
    void theSampleHoldsInItsVersion(Sample sample) {
        var expected = sample.response().map(reference::json);
        suit(expected);

        var reply = send(sample, sample.version(), expected);

        assertThat(reply.status()).as(reply.raw().body()).isBetween(200, 299);
        expected.ifPresent(
                each -> assertThat(Shape.differences(each, reply.json())).isEmpty());
    }

    /** Makes the fake cloud one in which the sample was taken. */
    private static void suit(Optional<JsonNode> expected) {
        String text = expected.map(JsonNode::toString).orElse("");
        controlPlane.administrator = text.contains("\"OS-EXT-SRV-ATTR:host\"") || text.contains("\"traceback\"");
        controlPlane.servers = 2;
    }

    private static RestClient.Reply send(Sample sample, Microversion version, Optional<JsonNode> expected) {
        String path = limited(sample.call().path(), expected);
        var request = cloud.request(sample.call().method(), "/v2.1/" + Resources.PROJECT + path)
                .at(version.toString());
        sample.request()
                .map(reference::json)
                .ifPresent(each -> request.body(fitted(each, version).toString()));
        return request.send();
    }

    /** The path that answers with a link to the next page when the sample has one. */
    private static String limited(String path, Optional<JsonNode> expected) {
        boolean linked = expected.filter(each -> each.has("servers_links")
                        || each.has("hypervisors_links")
                        || each.has("links")
                        || each.has("tenant_usages_links")
                        || each.has("tenant_usage_links")
                        || each.has("keypairs_links"))
                .isPresent();
        return linked ? path + (path.contains("?") ? "&" : "?") + "limit=1" : path;
    }

    /** A sample of an older version, with what newer ones ask for and without what they no longer take. */
    private static JsonNode fitted(JsonNode body, Microversion version) {
        if (body.path("server") instanceof ObjectNode server && server.has("flavorRef")) {
            if (version.atLeast(37) && !server.has("networks")) {
                server.put("networks", "auto");
            }
            if (version.atLeast(57)) {
                server.remove("personality");
            }
            if (!version.atLeast(42) && version.minor() != 32) {
                server.path("block_device_mapping_v2").forEach(each -> ((ObjectNode) each).remove("tag"));
            }
        }
        if (body.path("keypair") instanceof ObjectNode keypair && version.atLeast(92)) {
            keypair.putIfAbsent("public_key", keypair.textNode("ssh-rsa AAAA"));
        }
        return body;
    }

    static Stream<String> served() {
        return Reference.find().stream()
                .flatMap(each -> Samples.all(each).stream())
                .map(each -> each.call().folder() + " " + each.call().method() + " "
                        + each.call().request() + " " + each.call().response())
                .distinct();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("served")
    void ourAnswersKeepTheSchemaOfEveryVersion(String call) {
        var samples = Samples.all(reference).stream()
                .filter(each ->
                        call.equals(each.call().folder() + " " + each.call().method() + " "
                                + each.call().request() + " " + each.call().response()))
                .sorted(Comparator.comparing(Sample::version))
                .toList();
        var wrong = new ArrayList<String>();
        for (int minor = 1; minor <= Microversion.NEWEST.minor(); minor++) {
            var version = new Microversion(minor);
            controlPlane.administrator = minor % 2 == 0;
            check(newestUpTo(samples, version), version).ifPresent(wrong::add);
            if (call.startsWith("servers GET") || call.startsWith("servers PUT")) {
                controlPlane.administrator = !controlPlane.administrator;
                check(newestUpTo(samples, version), version).ifPresent(wrong::add);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Optional<Sample> newestUpTo(List<Sample> samples, Microversion version) {
        return samples.stream()
                .filter(each -> each.version().compareTo(version) <= 0)
                .reduce((older, newer) -> newer);
    }

    private static Optional<String> check(Optional<Sample> found, Microversion version) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Sample sample = new Sample(
                Samples.at(found.get().call(), version),
                version,
                found.get().request(),
                found.get().response());
        Endpoint endpoint = endpoint(sample).endpoint();
        if (!endpoint.range().holds(version)) {
            return Optional.empty();
        }
        var reply = send(sample, version, Optional.empty());
        if (reply.status() != endpoint.success(version)) {
            return Optional.of(
                    version + ": " + reply.status() + " " + reply.raw().body());
        }
        return endpoint.responseSchema(version)
                .filter(name -> !reply.raw().body().isEmpty())
                .flatMap(name -> SCHEMAS.get(name, Strictness.REFUSE).check(reply.json()))
                .map(violation -> version + ": " + violation.path() + " " + violation.message());
    }

    private static EndpointTable.Row endpoint(Sample sample) {
        String path = sample.call().path().replaceAll("\\?.*", "");
        return switch (cloud.face.table().find(sample.call().method(), path)) {
            case EndpointTable.Found.One(var row, var variables) -> row;
            case EndpointTable.Found.Actions(var byKey, var variables) ->
                Optional.ofNullable(byKey.get(reference
                                .json(sample.request().orElseThrow())
                                .fieldNames()
                                .next()))
                        .orElseThrow();
            case EndpointTable.Found.Nothing _ -> throw new AssertionError("no endpoint: " + sample);
        };
    }

    /** The legacy API is the oldest version, whatever the headers ask for. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("samplesOfTheOldest")
    void theLegacyApiAnswersAsTheOldestVersion(Sample sample) {
        var expected = sample.response().map(reference::json);
        suit(expected);
        var request = cloud.request(
                        sample.call().method(), "/v2" + limited(sample.call().path(), expected))
                .at("2.90");
        sample.request().map(reference::json).ifPresent(each -> request.body(each.toString()));

        var reply = request.send();

        assertThat(reply.status()).as(reply.raw().body()).isBetween(200, 299);
        assertThat(reply.header("openstack-api-version")).isEmpty();
        expected.ifPresent(
                each -> assertThat(Shape.differences(each, reply.json())).isEmpty());
    }

    static Stream<Sample> samplesOfTheOldest() {
        return samples().filter(each -> each.version().equals(Microversion.OLDEST));
    }

    /** Until 2.102 the same controller answered at a second path. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("samplesOfServers")
    void theSecondPathAnswersAsTheFirst(Sample sample) {
        var there = new Samples.Call(
                sample.call().folder(),
                sample.call().request(),
                sample.call().response(),
                sample.call().method(),
                sample.call().path().replaceFirst("^/servers", "/os-volumes_boot"));

        theSampleHoldsInItsVersion(new Sample(there, sample.version(), sample.request(), sample.response()));
    }

    static Stream<Sample> samplesOfServers() {
        return samples().filter(each -> each.call().folder().equals("servers")).filter(each -> !each.version()
                .atLeast(103));
    }

    /** Rows that answer without a body and are asked without one. */
    private static final Set<String> WITHOUT_SAMPLES = Set.of(
            "ANY (no path)",
            "DELETE /servers/{id}",
            "DELETE /flavors/{id}",
            "DELETE /flavors/{flavor_id}/os-extra_specs/{id}",
            "DELETE /os-aggregates/{id}",
            "DELETE /os-keypairs/{id}",
            "DELETE /os-services/{id}",
            "DELETE /images/{id}",
            "DELETE /images/{image_id}/metadata/{id}",
            "DELETE /os-quota-sets/{id}",
            "DELETE /servers/{server_id}/metadata/{id}",
            "DELETE /servers/{server_id}/tags",
            "GET /servers/{server_id}/tags/{id}",
            "PUT /servers/{server_id}/tags/{id}",
            "DELETE /servers/{server_id}/tags/{id}");

    @Test
    void everyServedRowHasSamplesThatHold() {
        var covered = new LinkedHashSet<String>();
        for (Sample sample : Samples.all(reference)) {
            covered.add(endpoint(sample).endpoint().title());
        }
        assertThat(cloud.face.table().rows().stream()
                        .filter(row -> row.served().isPresent())
                        .map(row -> row.endpoint().title())
                        .filter(title -> !title.contains("/os-volumes_boot"))
                        .filter(title -> !WITHOUT_SAMPLES.contains(title))
                        .filter(title -> !covered.contains(title)))
                .isEmpty();
    }
}
