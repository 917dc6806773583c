package kilonova.distribution.walk;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The REST APIs of a whole cloud, request by request. */
final class WholeCloudWalkTest {
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
    Stream<DynamicTest> images() throws Exception {
        return walk("image");
    }

    @TestFactory
    Stream<DynamicTest> networks() throws Exception {
        return walk("network");
    }

    @TestFactory
    Stream<DynamicTest> keys() throws Exception {
        return walk("idempotency");
    }

    @TestFactory
    Stream<DynamicTest> refusals() throws Exception {
        return walk("refusals");
    }

    @TestFactory
    Stream<DynamicTest> microversions() throws Exception {
        return walk("microversions");
    }

    @TestFactory
    Stream<DynamicTest> usages() throws Exception {
        return walk("usage");
    }

    @TestFactory
    Stream<DynamicTest> whatOlderVersionsHad() throws Exception {
        return walk("older-versions");
    }

    private static Stream<DynamicTest> walk(String name) throws Exception {
        return Walker.steps(cloud, name);
    }
}
