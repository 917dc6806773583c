package kilonova.distribution.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal requests under one key that arrive at the same time, over HTTP. */
final class EqualRequestsTest {
    private static final int AT_ONCE = 8;
    private static final int ROUNDS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory = Path.of("");

    @Test
    void equalRequestsAtOnceAreOneServerAndOneAnswer() throws Exception {
        try (var cloud = new WholeCloud(directory);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String image = id(
                    cloud.send(step(
                            "POST image /v2/images", "", "{\"disk_format\": \"raw\", \"container_format\": \"bare\"}")),
                    "/id");
            cloud.send(step("PUT image /v2/images/" + image + "/file", "", "bytes"));
            for (int round = 0; round < ROUNDS; round++) {
                Step create = step(
                        "POST compute /v2.1/servers",
                        "round " + round,
                        "{\"server\": {\"name\": \"equal-" + round + "\", \"flavorRef\": \"1\", \"imageRef\": \""
                                + image + "\"}}");
                List<Callable<HttpResponse<String>>> equal = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    equal.add(() -> cloud.send(create));
                }
                Set<String> servers = new TreeSet<>();
                int first = 0;
                for (Future<HttpResponse<String>> each : threads.invokeAll(equal)) {
                    HttpResponse<String> answer = each.get();
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
                    servers.add(id(answer, "/server/id"));
                    if (answer.headers().firstValue("Idempotency-Replayed").isEmpty()) {
                        first++;
                    }
                }
                assertThat(servers).hasSize(1);
                assertThat(first).isEqualTo(1);
            }
            String all = cloud.send(step("GET compute /v2.1/servers", "", "")).body();
            assertThat(JSON.readTree(all).path("servers")).hasSize(ROUNDS);
        }
    }

    private static String id(HttpResponse<String> answer, String pointer) throws Exception {
        return JSON.readTree(answer.body()).at(pointer).asText();
    }

    private static Step step(String request, String key, String body) {
        String header = key.isEmpty() ? "" : "> Idempotency-Key: \"" + key + "\"\n";
        return Step.parse("# one\ndemo " + request + "\n" + header + (body.isEmpty() ? "" : body + "\n") + "202")
                .getFirst();
    }
}
