package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import kilonova.control.scheduling.Filter;
import kilonova.control.scheduling.SchedulerSettings;
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
        assertThat(SiteFile.parse(text).scheduler())
                .isEqualTo(new SchedulerSettings(Set.of(Filter.COMPUTE, Filter.JSON)));
    }

    @Test
    void withoutAFileOrWithAnEmptyOneEverythingIsAsUsual() {
        assertThat(SiteFile.read(directory.resolve("none.yaml"))).isEqualTo(SiteFile.none());
        assertThat(SiteFile.parse("")).isEqualTo(SiteFile.none());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scheduler.enabled_filters: [NUMATopologyFilter]",
                "scheduler.enabled_filter: [ComputeFilter]",
                "scheduler: {enabled_filters: 7}",
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
