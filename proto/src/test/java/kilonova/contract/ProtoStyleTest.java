package kilonova.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The shape that every proto file keeps (AIP, and what this project adds). */
final class ProtoStyleTest {
    private static final Path SOURCES = Path.of("src/main/proto");
    private static final Path PUBLISHED = Path.of("src/test/resources/kilonova/published-fields.txt");
    /** Calls that change nothing: repeating them needs no id. */
    private static final List<String> QUESTIONS = List.of("Get", "List", "BatchGet", "Find", "Watch", "Wait");
    /** Calls whose repetition is settled otherwise. */
    private static final Set<String> REPEATABLE = Set.of(
            "kilonova.identity.v1.TokenService.IssueToken", // Stores nothing: a token is signed, each is another one.
            "kilonova.identity.v1.TokenService.ValidateToken", // A question.
            "kilonova.image.v1.ImageService.DownloadImage"); // A question.
    /** Ours to shape; the neighbours' lists mirror those of the services that they stand for. */
    private static final List<String> OURS = List.of("kilonova.compute.v1", "kilonova.placement.v1");
    /** Lists that are a handful by nature. */
    private static final Set<String> SHORT = Set.of(
            "kilonova.compute.v1.HostService.ListControlServices", // The replicas of the control plane.
            "kilonova.compute.v1.HostService.ListZones"); // The zones of one region.

    private final Contract contract = Contract.packaged();

    @Test
    void everyMutationTakesARequestId() {
        assertThat(contract.methods()
                        .filter(method -> !method.getFullName().startsWith("kilonova.node.v1.")) // Streams of facts.
                        .filter(method -> !REPEATABLE.contains(method.getFullName()))
                        .filter(method -> QUESTIONS.stream().noneMatch(method.getName()::startsWith))
                        .filter(method -> method.getInputType().findFieldByName("request_id") == null)
                        .map(MethodDescriptor::getFullName))
                .isEmpty();
    }

    @Test
    void everyListComesInPages() {
        assertThat(contract.methods()
                        .filter(ProtoStyleTest::ours)
                        .filter(method -> method.getName().startsWith("List"))
                        .filter(method -> method.getInputType().findFieldByName("page_size") == null
                                || method.getInputType().findFieldByName("page_token") == null
                                || method.getOutputType().findFieldByName("next_page_token") == null)
                        .map(MethodDescriptor::getFullName)
                        .filter(name -> !SHORT.contains(name)))
                .isEmpty();
    }

    @Test
    void everyEnumStartsWithUnspecifiedAndPrefixesItsValues() {
        for (var type : contract.enums()) {
            String prefix =
                    type.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT) + "_";
            assertThat(type.findValueByNumber(0).getName()).isEqualTo(prefix + "UNSPECIFIED");
            assertThat(type.getValues()).as(type.getFullName()).allMatch(value -> value.getName()
                    .startsWith(prefix));
        }
    }

    @Test
    void directoriesArePackages() {
        for (FileDescriptor file : contract.files()) {
            assertThat(file.getName())
                    .startsWith(file.getPackage().replace('.', '/') + "/")
                    .matches(".*/v[0-9]+/[a-z0-9_]+\\.proto");
            assertThat(file.getOptions().getJavaMultipleFiles())
                    .as(file.getName())
                    .isTrue();
        }
    }

    @Test
    void everyCallSaysWhatItDoes() throws IOException {
        var silent = new ArrayList<String>();
        for (FileDescriptor file : contract.files()) {
            List<String> lines = Files.readAllLines(SOURCES.resolve(file.getName()));
            for (int i = 1; i < lines.size(); i++) {
                boolean begins =
                        lines.get(i).strip().startsWith("rpc ") || lines.get(i).startsWith("service ");
                if (begins && !lines.get(i - 1).strip().startsWith("//")) {
                    silent.add(file.getName() + ": " + lines.get(i).strip());
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void timesAreTimestampsAndNamesAreSnakes() {
        for (Descriptor message : contract.messages()) {
            for (FieldDescriptor field : message.getFields()) {
                assertThat(field.getName()).as(field.getFullName()).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*");
                if (field.getName().endsWith("_time") && field.getType() != FieldDescriptor.Type.BOOL) {
                    assertThat(type(field)).as(field.getFullName()).isEqualTo("google.protobuf.Timestamp");
                }
            }
        }
    }

    /**
     * What was published keeps its number, name and type for ever, or is reserved. After adding fields, or while nothing
     * is published, write the file anew with {@code -Dkilonova.golden=write}.
     */
    @Test
    void noPublishedFieldIsReused() throws IOException {
        Set<String> now = fields();
        if ("write".equals(System.getProperty("kilonova.golden"))) {
            Files.createDirectories(PUBLISHED.getParent());
            Files.write(PUBLISHED, now);
        }
        Set<String> reserved = reserved();
        List<String> broken = Files.readAllLines(PUBLISHED).stream()
                .filter(line -> !now.contains(line))
                .filter(line -> !reserved.contains(line.substring(0, line.indexOf(' '))))
                .toList();
        assertThat(broken).as("published fields that changed").isEmpty();
    }

    private Set<String> fields() {
        var lines = new TreeSet<String>();
        for (Descriptor message : contract.messages()) {
            for (FieldDescriptor field : message.getFields()) {
                lines.add(message.getFullName() + "#" + field.getNumber() + " " + field.getName() + " "
                        + (field.isMapField() ? "map " : field.isRepeated() ? "repeated " : "") + type(field));
            }
        }
        return lines;
    }

    private Set<String> reserved() {
        var numbers = new TreeSet<String>();
        for (Descriptor message : contract.messages()) {
            for (var range : message.toProto().getReservedRangeList()) {
                for (int number = range.getStart(); number < range.getEnd(); number++) {
                    numbers.add(message.getFullName() + "#" + number);
                }
            }
        }
        return numbers;
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE ->
                field.isMapField()
                        ? type(field.getMessageType().findFieldByName("value"))
                        : field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
    }

    private static boolean ours(MethodDescriptor method) {
        return OURS.contains(method.getFile().getPackage());
    }
}
