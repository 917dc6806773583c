package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
    private static final ProcessHandle US = ProcessHandle.current();

    @TempDir
    Path dataDir = Path.of(".");

    private static RunRecord of(long pid, long startMillis) {
        return new RunRecord(pid, startMillis, 900, "fake", true, "sqlite:x", Map.of("grpc", "127.0.0.1:1"));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        var record = of(US.pid(), RunRecord.startMillis(US));

        record.write(dataDir);

        assertThat(RunRecord.running(dataDir)).contains(record);
    }

    @Test
    void aLaterProcessWithTheSameNumberIsNotTheCloud() throws IOException {
        of(US.pid(), 1).write(dataDir);

        assertThat(RunRecord.running(dataDir)).isEmpty();
    }

    @Test
    void aCloudThatDoesNotRunIsSaidNotTo() throws IOException {
        Files.writeString(dataDir.resolve("kilonova-data"), "1\n");

        assertThatThrownBy(() -> RunRecord.needed(dataDir)).hasMessageContaining("no cloud is running in " + dataDir);
    }
}
