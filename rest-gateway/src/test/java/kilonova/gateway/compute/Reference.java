package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kilonova.gateway.http.Json;
import org.junit.jupiter.api.Assumptions;

/**
 * The reference data exported from a real Nova: where {@code KILONOVA_REFERENCE} (environment, or system property
 * {@code kilonova.reference}) says, or beside the project. Not part of the product: tests that need it are skipped
 * without it.
 */
record Reference(Path root) {

    static Optional<Reference> find() {
        var named = Stream.of(System.getProperty("kilonova.reference"), System.getenv("KILONOVA_REFERENCE"))
                .filter(each -> each != null)
                .map(Path::of);
        var beside = Stream.of("../shared/reference", "../../shared/reference", "../../../shared/reference")
                .map(Path::of);
        return Stream.concat(named, beside)
                .filter(each -> Files.isRegularFile(each.resolve("schemas/index.json")))
                .findFirst()
                .map(Reference::new);
    }

    /** The reference, or the end of a test that cannot run without it. */
    static Reference required() {
        var found = find();
        Assumptions.assumeTrue(found.isPresent(), "no reference data: set KILONOVA_REFERENCE to its folder");
        return found.orElseThrow();
    }

    JsonNode json(String path) {
        try {
            return Json.parse(Files.readAllBytes(root.resolve(path))).orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    boolean has(String path) {
        return Files.isRegularFile(root.resolve(path));
    }

    /** Paths below the root of all files in a folder and its folders, in order. */
    List<String> files(String folder) {
        try (var found = Files.walk(root.resolve(folder))) {
            return found.filter(Files::isRegularFile)
                    .map(each -> root.relativize(each).toString())
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
