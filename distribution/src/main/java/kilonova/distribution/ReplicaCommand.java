package kilonova.distribution;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one replica of a cloud that was started before. */
@Command(
        name = "replica",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one more control-plane process of a cloud of this machine, which was started by `kilonova up"
                    + " --database URL` on PostgreSQL or MariaDB, then runs until Ctrl-C or `kilonova down`.",
            "All replicas are equal. Each has its ports, 100 above those of the one before, and its log in"
                    + " replicas/NUMBER of the data directory; keys, passwords and images they share. Number 1 is the one"
                    + " that `up` starts; it alone may have a compute node in it."
        })
final class ReplicaCommand implements Callable<Integer> {
    @Option(names = "--number", paramLabel = "N", required = true, description = "Which one, from 1 to 9.")
    private int number;

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(
            names = "--database",
            paramLabel = "URL",
            defaultValue = "${env:" + Detached.DATABASE + "}",
            description =
                    "By which way this process reaches the cloud's database, where that is not the way of `up`: by a"
                            + " proxy of its own, say. Another database is refused. The variable " + Detached.DATABASE
                            + " says the same.")
    private @Nullable String database;

    @Option(names = "--detach", description = "Returns when the replica is ready, and leaves it running.")
    private boolean detach;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path root = DataDirectory.existing(dataDir.path());
        StartChoices choices = StartChoices.kept(root)
                .orElseThrow(() ->
                        new CommandFailure("the cloud in " + root + " was never ready (`kilonova up` makes it so)"));
        Seat seat = seat(root);
        CloudSettings settings = CloudSettings.of(seat, choices);
        if (detach) {
            announce(seat, new Detached(root).start(seat, Optional.ofNullable(database)));
            return 0;
        }
        try (var cloud = Cloud.start(settings)) {
            announce(seat, cloud.run());
            cloud.awaitEnd();
        }
        return 0;
    }

    private Seat seat(Path root) {
        try {
            return new Seat(root, number);
        } catch (IllegalArgumentException outOfRange) {
            throw new CommandFailure("--number: " + outOfRange.getMessage(), outOfRange);
        }
    }

    private void announce(Seat seat, RunRecord run) {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        Announcement.replica(seat, run).forEach(out::println);
        out.flush();
    }
}
