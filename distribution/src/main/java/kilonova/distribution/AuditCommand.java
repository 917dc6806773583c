package kilonova.distribution;

import com.google.protobuf.util.Timestamps;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kilonova.compute.v1.Audit;
import kilonova.compute.v1.Finding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what the standing audit found and mended. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what the standing audit found and mended. It holds allocations, usage, quotas, ports, wishes and what"
                    + " hosts report against the servers, all the time, and mends what is safe to mend; each repair leaves a"
                    + " receipt. When too much is wrong at once it mends nothing.",
            "Ends with 1 when something was held back, else with 0."
        })
final class AuditCommand implements Callable<Integer> {
    private static final int MOST = 1_000;

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(names = "--json", description = "One JSON object: `audit`, and `findings`, newest first.")
    private boolean json;

    @Option(
            names = "--repair",
            paramLabel = "ID",
            description = "First mends this finding, however much else is wrong. May be given several times.")
    private @Nullable List<String> repair;

    @Override
    public Integer call() throws Exception {
        try (AdminDesk desk = AdminDesk.at(dataDir.path())) {
            Optional.ofNullable(repair).orElse(List.of()).forEach(desk::repair);
            Audit audit = desk.audit();
            List<Finding> findings = desk.findings(MOST);
            System.out.println(json ? Messages.json("audit", audit, "findings", findings) : words(audit, findings));
            return audit.getHeldBackFindings() == 0 ? 0 : 1;
        }
    }

    static String words(Audit audit, List<Finding> findings) {
        var text = new StringBuilder();
        text.append("last walk   ")
                .append(
                        audit.hasWalkEndTime()
                                ? Timestamps.toString(audit.getWalkEndTime()) + ", " + audit.getRows() + " rows"
                                : audit.getHere() ? "not over yet" : "by replica " + audit.getReplicaId());
        text.append("\nopen        ").append(audit.getOpenFindings());
        text.append("\nheld back   ").append(audit.getHeldBackFindings());
        text.append("\nrepairs     ").append(audit.getRepairs()).append(" within a day");
        for (Finding each : findings) {
            text.append("\n\n")
                    .append(each.getId())
                    .append("  ")
                    .append(word(each.getState().name(), "FINDING_STATE_"))
                    .append("  ")
                    .append(Timestamps.toString(each.getFindTime()))
                    .append("\n  ")
                    .append(word(each.getKind().name(), "FINDING_KIND_"))
                    .append(" of ")
                    .append(each.getSubject())
                    .append("\n  was ")
                    .append(each.getWas())
                    .append("\n  due ")
                    .append(each.getDue());
        }
        return text.toString();
    }

    private static String word(String name, String prefix) {
        return name.substring(name.startsWith(prefix) ? prefix.length() : 0);
    }
}
