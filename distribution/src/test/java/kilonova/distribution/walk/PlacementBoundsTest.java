package kilonova.distribution.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of ten thousand things: taken whole, or refused in words. */
final class PlacementBoundsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MANY = 10_000;
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final String PROVIDER = "80000000-0000-4000-8000-000000000001";
    private static final String PATH = "/resource_providers/" + PROVIDER;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static WholeCloud cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new WholeCloud(directory);
        send("POST", "/resource_providers", "{\"name\": \"bounds\", \"uuid\": \"" + PROVIDER + "\"}", 200);
        send(
                "PUT",
                PATH + "/inventories",
                "{\"inventories\": {\"VCPU\": {\"total\": 100000}}, \"resource_provider_generation\": 0}",
                200);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void tenThousandConsumersAreWrittenTogether() throws Exception {
        send("POST", "/allocations", "{" + many(MANY, each -> consumer(each, 1)) + "}", 204);

        assertThat(send("GET", PATH + "/usages", "", 200).at("/usages/VCPU").asInt())
                .isEqualTo(MANY);
        send("POST", "/allocations", "{" + many(MANY, PlacementBoundsTest::nothing) + "}", 204);
    }

    @Test
    void moreConsumersAreRefused() throws Exception {
        JsonNode refused = send("POST", "/allocations", "{" + many(MANY + 1, each -> consumer(each, 2)) + "}", 400);

        assertThat(refused.at("/errors/0/detail").asText()).contains("10000");
    }

    @Test
    void tenThousandUnknownTraitsAreRefusedInFewWords() throws Exception {
        JsonNode refused = send(
                "PUT",
                PATH + "/traits",
                "{\"traits\": [" + many(MANY, each -> "\"CUSTOM_BOUNDS_" + each + "\"")
                        + "], \"resource_provider_generation\": " + generation() + "}",
                400);

        assertThat(refused.at("/errors/0/detail").asText())
                .contains("CUSTOM_BOUNDS_")
                .hasSizeLessThan(LONGEST_ANSWER);
    }

    @Test
    void aMegabyteOfTraitsIsRefusedInFewWords() throws Exception {
        String traits = many(40_000, each -> "\"CUSTOM_BOUNDS_MEGABYTE_" + each + "\"");
        assertThat(traits).hasSizeGreaterThan(1024 * 1024);

        JsonNode refused = send(
                "PUT",
                PATH + "/traits",
                "{\"traits\": [" + traits + "], \"resource_provider_generation\": " + generation() + "}",
                400);

        assertThat(refused.at("/errors/0/detail").asText()).hasSizeLessThan(LONGEST_ANSWER);
        assertThat(send("GET", PATH + "/traits", "", 200).path("traits")).isEmpty();
    }

    @Test
    void tenThousandClassesOfWhichNoneIsKnownAreRefusedInFewWords() throws Exception {
        JsonNode refused = send(
                "PUT",
                PATH + "/inventories",
                "{\"inventories\": {" + many(MANY, each -> "\"CUSTOM_BOUNDS_" + each + "\": {\"total\": 1}")
                        + "}, \"resource_provider_generation\": " + generation() + "}",
                400);

        assertThat(refused.at("/errors/0/detail").asText())
                .contains("CUSTOM_BOUNDS_")
                .hasSizeLessThan(LONGEST_ANSWER);
    }

    private static long generation() throws Exception {
        return send("GET", PATH, "", 200).path("generation").asLong();
    }

    private static String many(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(", "));
    }

    private static String id(int prefix, int number) {
        return "8%d000000-0000-4000-8000-%012d".formatted(prefix, number);
    }

    private static String consumer(int number, int prefix) {
        return "\"" + id(prefix, number) + "\": {\"allocations\": {\"" + PROVIDER
                + "\": {\"resources\": {\"VCPU\": 1}}}, \"project_id\": \"p\", \"user_id\": \"u\","
                + " \"consumer_generation\": null, \"consumer_type\": \"INSTANCE\"}";
    }

    private static String nothing(int number) {
        return "\"" + id(1, number) + "\": {\"allocations\": {}, \"project_id\": \"p\", \"user_id\": \"u\","
                + " \"consumer_generation\": 1, \"consumer_type\": \"INSTANCE\"}";
    }

    private static JsonNode send(String method, String path, String body, int status) throws Exception {
        Step step = Step.parse("# one\nadmin " + method + " placement " + path + "\nat 1.39\n"
                        + (body.isEmpty() ? "" : body + "\n") + status)
                .getFirst();
        var answer = cloud.send(step);
        assertThat(answer.statusCode())
                .as(() -> method + " " + path + ": "
                        + answer.body().substring(0, Math.min(500, answer.body().length())))
                .isEqualTo(status);
        return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
    }
}
