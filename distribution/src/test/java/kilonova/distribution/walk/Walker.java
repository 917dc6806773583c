package kilonova.distribution.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Takes steps, one after the other, and remembers what they keep. A refused request must leave every table of the database
 * as long as it was.
 */
final class Walker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FIRST_REFUSAL = 400;

    /** {@code ${x*256}}: so many of a letter. */
    private static final Pattern MANY = Pattern.compile("\\$\\{(.)\\*(\\d+)}");

    private final WholeCloud cloud;
    private final Map<String, String> kept = new LinkedHashMap<>();

    Walker(WholeCloud cloud) {
        this.cloud = cloud;
    }

    /** The steps of a file of the walks, each as a test of its own; one walker takes all of them. */
    static Stream<DynamicTest> steps(WholeCloud cloud, String name) throws IOException {
        try (InputStream file = Walker.class.getResourceAsStream("/walks/" + name + ".walk")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            var walker = new Walker(cloud);
            return Step.parse(text).stream()
                    .map(step -> DynamicTest.dynamicTest(step.shows(), () -> walker.take(step)));
        }
    }

    void take(Step step) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean refusal = step.status() >= FIRST_REFUSAL && !step.soon();
        Map<String, Integer> before = refusal ? cloud.rowsAtRest() : Map.of();
        while (true) {
            HttpResponse<String> answer = cloud.send(filled(step));
            try {
                check(step, answer);
                break;
            } catch (AssertionError notYet) {
                if (!step.soon() || System.nanoTime() > end) {
                    throw notYet;
                }
            }
        }
        if (refusal) {
            assertThat(cloud.rows()).as("rows of every table").isEqualTo(before);
        }
    }

    private void check(Step step, HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(step.status());
        step.says().forEach((name, value) -> assertThat(
                        answer.headers().firstValue(name).orElse(""))
                .as(name)
                .contains(filled(value)));
        String expected = filled(step.expected());
        for (String name : step.without()) {
            assertThat(answer.headers().firstValue(name)).as(name).isEmpty();
        }
        if (step.whole()) {
            WholeBody.require(expected, answer.body());
        } else if (expected.startsWith("{") || expected.startsWith("[")) {
            requireWithin(JSON.readTree(expected), JSON.readTree(answer.body()), answer.body());
        } else {
            assertThat(answer.body()).contains(expected);
        }
        for (String pointer : step.lacks()) {
            assertThat(JSON.readTree(answer.body()).at(pointer).isMissingNode())
                    .as("%s is there: %s", pointer, answer.body())
                    .isTrue();
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

    private Step filled(Step step) {
        var headers = new LinkedHashMap<String, String>();
        step.headers().forEach((name, value) -> headers.put(name, filled(value)));
        return new Step(
                step.shows(),
                step.user(),
                step.method(),
                step.face(),
                filled(step.path()),
                headers,
                filled(step.body()),
                step.status(),
                step.expected(),
                step.says(),
                step.lacks(),
                step.without(),
                step.soon(),
                step.keep());
    }

    private String filled(String text) {
        String filled = MANY.matcher(text).replaceAll(many -> many.group(1).repeat(Integer.parseInt(many.group(2))));
        for (var each : kept.entrySet()) {
            filled = filled.replace("${" + each.getKey() + "}", each.getValue());
        }
        return filled;
    }
}
