package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import kilonova.control.scheduling.Filter;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.store.LogBounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SiteFileTest {
    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scheduler.enabled_filters: [ComputeFilter, JsonFilter]",
                "scheduler:\n  enabled_filters: [JsonFilter, ComputeFilter]",
                "scheduler.enabled_filters: ComputeFilter, JsonFilter"
            })
    void filtersAreEnabledByNovasNames(String text) {
        assertThat(SiteFile.parse(text, directory.resolve("settings.yaml")).scheduler())
                .isEqualTo(new SchedulerSettings(Set.of(Filter.COMPUTE, Filter.JSON)));
    }

    @Test
    void theChangeLogIsKeptAsLongAsTheFileSays() {
        LogBounds log = SiteFile.parse(
                        "change_log: {kept_for: 7d, most_kept: 5000}", directory.resolve("settings.yaml"))
                .log();
        assertThat(log.keptFor()).isEqualTo(Duration.ofDays(7));
        assertThat(log.mostKept()).isEqualTo(5_000);
        assertThat(log.batch()).isEqualTo(LogBounds.USUAL.batch());
    }

    @Test
    void notificationsGoWhereTheFileSays() {
        var settings = SiteFile.parse("""
                        notifications:
                          webhook: {url: "https://receiver.example/nova", secret: 0123456789abcdef-secret}
                          file: {path: told.jsonl, bytes: 5000, kept: 2}
                        """, directory.resolve("settings.yaml")).notifications();
        assertThat(settings.webhook().orElseThrow().url()).isEqualTo("https://receiver.example/nova");
        assertThat(settings.file()).contains(directory.resolve("told.jsonl"));
        assertThat(settings.fileBytes()).isEqualTo(5_000);
        assertThat(settings.toString()).doesNotContain("0123456789abcdef");
    }

    @Test
    void withoutAFileOrWithAnEmptyOneEverythingIsAsUsual() {
        assertThat(SiteFile.read(directory.resolve("none.yaml"))).isEqualTo(SiteFile.none());
        assertThat(SiteFile.parse("", directory.resolve("settings.yaml"))).isEqualTo(SiteFile.none());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scheduler.enabled_filters: [NUMATopologyFilter]",
                "scheduler.enabled_filter: [ComputeFilter]",
                "scheduler: {enabled_filters: 7}",
                "change_log.kept_for: 3",
                "change_log.most_kept: few",
                "notifications.webhook.url: 'https://receiver.example'",
                "notifications.webhook: {url: 'ftp://receiver.example', secret: 0123456789abcdef-secret}",
                "[1]",
                "a: [",
            })
    void whatNobodyKnowsIsRefusedWithTheFilesName(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("settings.yaml"), text);
        assertThatThrownBy(() -> SiteFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file.toString());
    }
}
