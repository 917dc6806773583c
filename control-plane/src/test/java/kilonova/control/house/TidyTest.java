package kilonova.control.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names and files of the whole repository, whichever module they lie in. */
final class TidyTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BANNED_NAME =
            Pattern.compile("(Abstract|Base|Default)[A-Z]\\w*|\\w*(Impl|Manager|Helper|Helpers|Util|Utils)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
    private static final int MAX_LINES = 500;

    @Test
    void noClassHasANameThatSaysNothing() throws IOException {
        assertThat(sources()
                        .map(TidyTest::className)
                        .filter(name -> BANNED_NAME.matcher(name).matches()))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatLivesInIt() throws IOException {
        assertThat(sources()
                        .map(Path::getParent)
                        .distinct()
                        .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                        // A package may be split between main and test: one of them says it.
                        .filter(directory -> !Files.exists(Path.of(
                                directory.toString().replace("src/test/java", "src/main/java"), "package-info.java"))))
                .isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() throws IOException {
        var found = new ArrayList<String>();
        for (Path source : sources().toList()) {
            if (!className(source).equals("TidyTest")
                    && UNFINISHED.matcher(Files.readString(source)).find()) {
                found.add(source.toString());
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void aFileOfMoreThanFiveHundredLinesHasASecondNoun() throws IOException {
        var found = new ArrayList<String>();
        for (Path source : sources().toList()) {
            boolean test = source.toString().contains("src/test/java");
            if (!test && Files.readAllLines(source).size() > MAX_LINES) {
                found.add(source.toString());
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyMigrationHasANumberOfItsOwn() throws IOException {
        List<String> numbers;
        try (var files = Files.list(Path.of("src/main/resources/kilonova/migrations"))) {
            numbers = files.map(file -> file.getFileName().toString()).toList();
        }
        assertThat(numbers).allMatch(name -> name.matches("V[0-9]{3}__[a-z0-9_]+\\.sql"));
        assertThat(numbers.stream().map(name -> name.substring(0, 4))).doesNotHaveDuplicates();
    }

    private static Stream<Path> sources() throws IOException {
        var all = new ArrayList<Path>();
        try (var modules = Files.list(ROOT)) {
            for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml")))
                    .toList()) {
                for (String kind : List.of("src/main/java", "src/test/java")) {
                    collect(module.resolve(kind), all);
                }
            }
        }
        return all.stream();
    }

    private static void collect(Path directory, List<Path> all) throws IOException {
        if (Files.isDirectory(directory)) {
            try (var files = Files.walk(directory)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
    }

    private static String className(Path source) {
        return source.getFileName().toString().replace(".java", "");
    }
}
