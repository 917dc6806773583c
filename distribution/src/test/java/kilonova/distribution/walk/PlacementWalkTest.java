package kilonova.distribution.walk;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Placement API, request by request, held against what a Placement of OpenStack answered to the same requests: status,
 * headers and the whole body.
 */
final class PlacementWalkTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static WholeCloud cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new WholeCloud(directory);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @TestFactory
    Stream<DynamicTest> protocol() throws Exception {
        return walk("protocol");
    }

    @TestFactory
    Stream<DynamicTest> providers() throws Exception {
        return walk("providers");
    }

    @TestFactory
    Stream<DynamicTest> listsOfProviders() throws Exception {
        return walk("provider-query");
    }

    @TestFactory
    Stream<DynamicTest> inventories() throws Exception {
        return walk("inventories");
    }

    @TestFactory
    Stream<DynamicTest> aggregates() throws Exception {
        return walk("aggregates");
    }

    @TestFactory
    Stream<DynamicTest> traits() throws Exception {
        return walk("traits");
    }

    @TestFactory
    Stream<DynamicTest> resourceClasses() throws Exception {
        return walk("classes");
    }

    @TestFactory
    Stream<DynamicTest> allocations() throws Exception {
        return walk("allocations");
    }

    @TestFactory
    Stream<DynamicTest> candidates() throws Exception {
        return walk("candidates");
    }

    @TestFactory
    Stream<DynamicTest> reshaping() throws Exception {
        return walk("reshaper");
    }

    @TestFactory
    Stream<DynamicTest> whoMayDoWhat() throws Exception {
        return walk("policy");
    }

    @TestFactory
    Stream<DynamicTest> badInput() throws Exception {
        return walk("bad-input");
    }

    private static Stream<DynamicTest> walk(String name) throws Exception {
        return Walker.steps(cloud, "placement-" + name);
    }
}
