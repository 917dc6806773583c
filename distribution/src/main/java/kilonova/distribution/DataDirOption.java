package kilonova.distribution;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cloud a command is about. */
final class DataDirOption {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything of the cloud lies (default: $XDG_DATA_HOME/kilonova, or"
                    + " ~/.local/share/kilonova).")
    private @Nullable Path given;

    Path path() {
        return (given == null ? DataDirectory.usual(Main.environment()) : given)
                .toAbsolutePath()
                .normalize();
    }
}
