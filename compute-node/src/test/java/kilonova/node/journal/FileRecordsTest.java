package kilonova.node.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kilonova.node.v1.GuestFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRecordsTest {
    private final Path directory;

    FileRecordsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void whatWasPutIsThereAfterOpeningAgain() {
        written(records -> {
            records.put("a", bytes("1"));
            records.put("b", bytes("2"));
            records.put("a", bytes("3"));
            records.remove("b");
        });
        try (var records = open()) {
            assertThat(records.all()).containsOnlyKeys("a");
            assertThat(records.all().get("a")).isEqualTo(bytes("3"));
        }
    }

    @Test
    void aTailTornAtAnyByteLosesOnlyTheLastEntry() throws IOException {
        written(records -> {
            records.put("a", bytes("first"));
            records.put("b", bytes("second"));
        });
        var whole = Files.readAllBytes(file());
        int second = (whole.length - 1) / 2;
        for (int length = second + 2; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (var records = open()) {
                assertThat(records.all()).containsKey("a").doesNotContainKey("b");
                records.put("c", bytes("third"));
            }
            try (var records = open()) {
                assertThat(records.all()).containsOnlyKeys("a", "c");
            }
        }
    }

    @Test
    void aFlippedBitIsNotReadAsTruth() throws IOException {
        written(records -> records.put("a", bytes("value")));
        var whole = Files.readAllBytes(file());
        whole[whole.length - 1] ^= 1;
        Files.write(file(), whole);
        try (var records = open()) {
            assertThat(records.all()).isEmpty();
        }
    }

    @Test
    void historyIsDroppedAndTheLivingKept() throws IOException {
        var value = new byte[64 << 10];
        written(records -> {
            records.put("kept", bytes("1"));
            for (int i = 0; i < 200; i++) {
                records.put("a", value);
            }
            records.force();
        });
        assertThat(Files.size(file())).isLessThan(5L << 20);
        try (var records = open()) {
            assertThat(records.all()).containsOnlyKeys("kept", "a");
        }
    }

    @Test
    void whatWasPutAfterTheFileWasWrittenAnewIsInTheFileOfThatName() {
        written(records -> {
            fillWithHistory(records);
            records.put("after", bytes("1"));
            records.force();
        });
        try (var records = open()) {
            assertThat(records.all()).containsKeys("a", "after");
        }
    }

    @Test
    void aDiskThatDoesNotKeepTheNewNameEndsTheJournalInsteadOfLosingWhatFollows() {
        var disk = new IOException("input/output error");
        try (var records = FileRecords.open(file(), renamed -> {
            throw disk;
        })) {
            assertThatThrownBy(() -> fillWithHistory(records)).hasRootCause(disk);

            assertThatThrownBy(() -> records.put("after", bytes("1"))).hasRootCause(disk);
            assertThatThrownBy(records::force).hasRootCause(disk);
        }
        try (var records = open()) {
            assertThat(records.all()).containsKey("a").doesNotContainKey("after");
        }
    }

    @Test
    void historyThatCannotBeDroppedIsKeptAndNothingLost() throws IOException {
        Files.createDirectories(directory.resolve("journal.new/in-the-way"));
        written(records -> {
            fillWithHistory(records);
            records.put("after", bytes("1"));
        });
        try (var records = open()) {
            assertThat(records.all()).containsOnlyKeys("a", "after");
        }
    }

    private static void fillWithHistory(FileRecords records) {
        var value = new byte[64 << 10];
        for (int i = 0; i < 100; i++) {
            records.put("a", value);
        }
    }

    @Test
    void twoNodesDoNotShareAJournal() {
        try (var first = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("in use");
            first.put("a", bytes("1"));
        }
    }

    @Test
    void aGuestsRecordReadsAsItWasWritten() {
        var key = new GuestKey("host", "server");
        var record = GuestRecord.NONE
                .holding(2, 9, List.of("x", "y"))
                .with(ActionRecord.begun("x", 4).halted())
                .with(ActionRecord.done("y", "no"))
                .failed(GuestFault.newBuilder().setReason("DiskFull").build());
        written(records -> new Journal(records).put(key, record));
        try (var records = open()) {
            assertThat(new Journal(records).all()).containsEntry(key, record);
            assertThat(record.fault()).isNotEqualTo(Optional.empty());
        }
    }

    private void written(Consumer<FileRecords> work) {
        try (var records = open()) {
            work.accept(records);
        }
    }

    private FileRecords open() {
        return FileRecords.open(file());
    }

    private Path file() {
        return directory.resolve("journal");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
