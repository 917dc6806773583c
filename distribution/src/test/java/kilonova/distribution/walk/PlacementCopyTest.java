package kilonova.distribution.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kilonova.distribution.placement.CopyFailure;
import kilonova.distribution.placement.CopyReport;
import kilonova.distribution.placement.PlacementCopy;
import kilonova.distribution.placement.PlacementEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Everything goes from one cloud's Placement into another's. Each test goes on from what the one before it left. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PlacementCopyTest {
    private static final String ROOT = "70000000-0000-4000-8000-000000000001";
    private static final String CHILD = "70000000-0000-4000-8000-000000000002";
    private static final String TYPED = "70000000-0000-4000-8000-000000000003";
    private static final String UNTYPED = "70000000-0000-4000-8000-000000000004";

    /** Every cloud of these tests has hosts of these names; they are not the same hosts. */
    private static final int HOSTS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static WholeCloud from;

    @SuppressWarnings("NullAway.Init")
    private static WholeCloud to;

    @SuppressWarnings("NullAway.Init")
    private static PlacementEndpoint source;

    @SuppressWarnings("NullAway.Init")
    private static PlacementEndpoint target;

    @BeforeAll
    static void start() throws Exception {
        from = new WholeCloud(Files.createDirectory(folder.resolve("from")));
        to = new WholeCloud(Files.createDirectory(folder.resolve("to")));
        source = from.placement();
        target = to.placement();
        put(from, 201, "PUT", "/resource_classes/CUSTOM_COPY_CLASS", "");
        put(from, 201, "PUT", "/traits/CUSTOM_COPY_TRAIT", "");
        put(from, 200, "POST", "/resource_providers", "{\"name\": \"copy-root\", \"uuid\": \"" + ROOT + "\"}");
        put(
                from,
                200,
                "POST",
                "/resource_providers",
                "{\"name\": \"copy-child\", \"uuid\": \"" + CHILD + "\", \"parent_provider_uuid\": \"" + ROOT + "\"}");
        put(
                from,
                200,
                "PUT",
                "/resource_providers/" + CHILD + "/inventories",
                "{\"inventories\": {\"CUSTOM_COPY_CLASS\": {\"total\": 8, \"reserved\": 1, \"allocation_ratio\": 1.5}},"
                        + " \"resource_provider_generation\": 0}");
        put(
                from,
                200,
                "PUT",
                "/resource_providers/" + CHILD + "/traits",
                "{\"traits\": [\"CUSTOM_COPY_TRAIT\", \"HW_CPU_X86_AVX2\"], \"resource_provider_generation\": 1}");
        put(
                from,
                200,
                "PUT",
                "/resource_providers/" + ROOT + "/aggregates",
                "{\"aggregates\": [\"" + TYPED + "\"], \"resource_provider_generation\": 0}");
        put(from, 204, "PUT", "/allocations/" + TYPED, held(2, ", \"consumer_type\": \"INSTANCE\""));
        put(from, 204, "1.36", "PUT", "/allocations/" + UNTYPED, held(1, ""));
    }

    @AfterAll
    static void stop() {
        source.close();
        target.close();
        from.close();
        to.close();
    }

    @Test
    @Order(1)
    void aFileHoldsEverything() throws Exception {
        assertThat(PlacementCopy.toFile(source, folder.resolve("stock.jsonl")))
                .endsWith(": 1 custom resource classes, 1 custom traits, 4 resource providers, 2 consumers");
        assertThat(Files.readAllLines(folder.resolve("stock.jsonl")))
                .hasSize(9)
                .last()
                .isEqualTo("{\"lines\":8}");
    }

    @Test
    @Order(2)
    void aFileThatWasCutChangesNothing() throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve("stock.jsonl"));
        Path cut = Files.write(folder.resolve("cut.jsonl"), lines.subList(0, 5));

        assertThatThrownBy(() -> PlacementCopy.fromFile(cut, target))
                .isInstanceOf(CopyFailure.class)
                .hasMessageContaining("not whole");
        assertThat(told(to, "/resource_classes/CUSTOM_COPY_CLASS")).contains("No such resource class");
    }

    @Test
    @Order(3)
    void aCopyThatWasBrokenOffIsGoneOnWith() throws Exception {
        put(to, 200, "POST", "/resource_providers", "{\"name\": \"copy-root\", \"uuid\": \"" + ROOT + "\"}");

        CopyReport report = PlacementCopy.fromFile(folder.resolve("stock.jsonl"), target);

        assertThat(report.conflicts()).hasSize(HOSTS).allSatisfy(each -> assertThat(each)
                .contains("fake-", "already exists"));
        assertThat(report.summary())
                .isEqualTo(
                        "written: 1 resource class, 1 trait, 2 resource providers, 2 consumers; there already: nothing;"
                                + " conflicts: 2");
        assertThat(told(to, "/allocations/" + TYPED)).contains("\"INSTANCE\"", "\"CUSTOM_COPY_CLASS\":2");
        assertThat(told(to, "/allocations/" + UNTYPED)).contains("\"unknown\"", "\"CUSTOM_COPY_CLASS\":1");
    }

    @Test
    @Order(4)
    void theSameAgainChangesNothing() {
        CopyReport report = PlacementCopy.between(source, target);

        assertThat(report.summary())
                .isEqualTo(
                        "written: nothing; there already: 1 resource class, 1 trait, 2 resource providers, 2 consumers;"
                                + " conflicts: 2");
    }

    @Test
    @Order(5)
    void whatDiffersIsToldAndLeft() throws Exception {
        put(
                from,
                200,
                "PUT",
                "/resource_providers/" + ROOT + "/traits",
                "{\"traits\": [\"CUSTOM_COPY_TRAIT\"], \"resource_provider_generation\": 1}");
        put(
                to,
                200,
                "PUT",
                "/resource_providers/" + ROOT + "/traits",
                "{\"traits\": [\"HW_CPU_X86_AVX2\"], \"resource_provider_generation\": 1}");
        put(from, 204, "DELETE", "/allocations/" + TYPED, "");
        put(from, 204, "PUT", "/allocations/" + TYPED, held(3, ", \"consumer_type\": \"INSTANCE\""));

        CopyReport report = PlacementCopy.between(source, target);

        assertThat(report.conflicts())
                .hasSize(HOSTS + 2)
                .anySatisfy(each -> assertThat(each)
                        .contains("copy-root", "its traits are [HW_CPU_X86_AVX2] there, [CUSTOM_COPY_TRAIT] here"))
                .anySatisfy(each -> assertThat(each).contains("consumer " + TYPED));
        assertThat(told(to, "/allocations/" + TYPED)).contains("\"CUSTOM_COPY_CLASS\":2");
    }

    private static String held(int amount, String type) {
        return "{\"allocations\": {\"" + CHILD + "\": {\"resources\": {\"CUSTOM_COPY_CLASS\": " + amount
                + "}}}, \"project_id\": \"p\", \"user_id\": \"u\", \"consumer_generation\": null" + type + "}";
    }

    private static void put(WholeCloud cloud, int status, String method, String path, String body) throws Exception {
        put(cloud, status, "1.39", method, path, body);
    }

    private static void put(WholeCloud cloud, int status, String version, String method, String path, String body)
            throws Exception {
        Step step = step(version, method, path, body);
        assertThat(cloud.send(step).statusCode()).as(method + " " + path).isEqualTo(status);
    }

    private static String told(WholeCloud cloud, String path) throws Exception {
        return cloud.send(step("1.39", "GET", path, "")).body();
    }

    private static Step step(String version, String method, String path, String body) {
        return Step.parse("# one\nadmin " + method + " placement " + path + "\nat " + version + "\n"
                        + (body.isEmpty() ? "" : body + "\n") + "200")
                .getFirst();
    }
}
