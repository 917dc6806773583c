package kilonova.distribution.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The image and network APIs of a whole cloud, request by request. */
final class NeighbourWalkTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static WholeCloud cloud;

    @BeforeAll
    static void start() {
        cloud = new WholeCloud(directory);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @TestFactory
    Stream<DynamicTest> images() throws Exception {
        return walk("image");
    }

    @TestFactory
    Stream<DynamicTest> networks() throws Exception {
        return walk("network");
    }

    private static Stream<DynamicTest> walk(String name) throws Exception {
        try (InputStream file = NeighbourWalkTest.class.getResourceAsStream("/walks/" + name + ".walk")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            var kept = new HashMap<String, String>();
            return Step.parse(text).stream().map(step -> DynamicTest.dynamicTest(step.shows(), () -> take(step, kept)));
        }
    }

    private static void take(Step step, Map<String, String> kept) throws Exception {
        var answer = cloud.send(
                step.user(), step.method(), step.face(), filled(step.path(), kept), filled(step.body(), kept));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(step.status());
        String expected = filled(step.expected(), kept);
        if (expected.startsWith("{") || expected.startsWith("[")) {
            requireWithin(JSON.readTree(expected), JSON.readTree(answer.body()), answer.body());
        } else {
            assertThat(answer.body()).contains(expected);
        }
        if (step.keep().isPresent()) {
            var keep = step.keep().get();
            kept.put(
                    keep.name(), JSON.readTree(answer.body()).at(keep.pointer()).asText());
        }
    }

    /** Fields that are not expected may be there; elements of lists may not. */
    private static void requireWithin(JsonNode expected, JsonNode actual, String whole) {
        if (expected.isObject()) {
            expected.properties().forEach(field -> requireWithin(field.getValue(), actual.path(field.getKey()), whole));
        } else if (expected.isArray()) {
            assertThat(actual.size()).as(whole).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                requireWithin(expected.get(i), actual.path(i), whole);
            }
        } else {
            assertThat(actual).as(whole).isEqualTo(expected);
        }
    }

    private static String filled(String text, Map<String, String> kept) {
        String filled = text;
        for (var each : kept.entrySet()) {
            filled = filled.replace("${" + each.getKey() + "}", each.getValue());
        }
        return filled;
    }
}
