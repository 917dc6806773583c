package kilonova.distribution;

import com.google.protobuf.util.Timestamps;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kilonova.compute.v1.Enrollment;
import kilonova.compute.v1.Host;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells which nodes may join. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Tells which nodes may join the cloud that runs here: name, whether they are taken, until when their"
                        + " certificate is good, and their hosts with what is seen of them.")
final class NodeListCommand implements Callable<Integer> {
    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path root = dataDir.path();
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (AdminDesk desk = AdminDesk.of(root, RunRecord.needed(root))) {
            Map<String, Boolean> up =
                    desk.hosts().stream().collect(Collectors.toMap(Host::getId, Host::getUp, (one, other) -> one));
            for (Enrollment node : desk.enrollments()) {
                out.printf(
                        "%-24s %-8s %s  %s%n",
                        node.getName(), state(node), Timestamps.toString(node.getExpireTime()), hosts(node, up));
            }
        }
        out.flush();
        return 0;
    }

    private static String state(Enrollment node) {
        if (node.getRevoked()) {
            return "revoked";
        }
        boolean over = Timestamps.toMillis(node.getExpireTime())
                < Main.clock().instant().toEpochMilli();
        return over ? "expired" : "enrolled";
    }

    private static String hosts(Enrollment node, Map<String, Boolean> up) {
        return node.getHostsList().stream()
                .map(host -> host.getName() + " ("
                        + (up.containsKey(host.getHostId()) ? up.get(host.getHostId()) ? "up" : "down" : "never seen")
                        + ")")
                .collect(Collectors.joining(", "));
    }
}
