package kilonova.distribution;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a machine join no longer. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description =
                "Refuses a node from now on, and ends its connection. Its guests run on where they are; its hosts go"
                        + " down. `kilonova node enroll` takes it back.")
final class NodeRevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The node's name, as `kilonova node list` tells it.")
    private String name = "";

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path root = dataDir.path();
        try (AdminDesk desk = AdminDesk.of(root, RunRecord.needed(root))) {
            desk.revoke(name);
        }
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println("node " + name + " is refused from now on");
        out.flush();
        return 0;
    }
}
