package kilonova.distribution;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import kilonova.compute.v1.Audit;
import kilonova.compute.v1.Host;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells how a cloud is. Ends with 0 when it runs and every endpoint answers, else with 1. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Tells whether the cloud runs, where it listens, what it holds; with the --data-dir of a node, whether that runs"
                    + " and whether something listens where its control plane is.",
            "Ends with 0 when it runs and every endpoint answers, else with 1. With --json it prints one object in any"
                    + " case: `state` is running, stopped or absent, `problem` says what is wrong."
        })
final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(3);

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ObjectNode status;
        try {
            Path root = DataDirectory.existing(dataDir.path());
            List<RunRecord> running = Seat.running(root);
            status = running.isEmpty() ? without(root, "stopped") : of(root, running.getFirst());
        } catch (CommandFailure none) {
            if (!json) {
                throw none;
            }
            status = without(dataDir.path(), "absent").put("problem", none.words());
        }
        System.out.println(json ? status.toPrettyString() : words(status));
        return status.path("healthy").asBoolean() ? 0 : 1;
    }

    private static ObjectNode without(Path root, String state) {
        return JSON.createObjectNode().put("state", state).put("healthy", false).put("data_dir", root.toString());
    }

    private static ObjectNode of(Path root, RunRecord run) throws IOException {
        ObjectNode status = JSON.createObjectNode().put("state", "running").put("data_dir", root.toString());
        status.setAll(run.json());
        boolean healthy = ReplicaStatus.ofThisMachine(status, root);
        ObjectNode answers = status.putObject("answers");
        for (var endpoint : run.endpoints().entrySet()) {
            boolean listens = listens(endpoint.getValue());
            answers.put(endpoint.getKey(), listens);
            healthy &= listens;
        }
        if (NodeChoices.isNode(root)) {
            // One way to the control plane is enough.
            return status.put("healthy", answers.properties().stream().anyMatch(each -> each.getValue()
                    .asBoolean()));
        }
        try (AdminDesk desk = AdminDesk.of(root, run)) {
            ObjectNode servers = status.putObject("servers");
            desk.serversByState().forEach((state, count) -> servers.put(state, count));
            ObjectNode hosts = status.putObject("hosts");
            int up = (int) desk.hosts().stream().filter(Host::getUp).count();
            hosts.put("up", up).put("total", desk.hosts().size());
            ReplicaStatus.ofTheCloud(status, desk.replicas());
            audit(status, desk.audit());
        } catch (StatusRuntimeException refused) {
            status.put("problem", refused.getMessage());
            healthy = false;
        }
        return status.put("healthy", healthy);
    }

    private static void audit(ObjectNode status, Audit audit) {
        status.putObject("audit")
                .put("open", audit.getOpenFindings())
                .put("held_back", audit.getHeldBackFindings())
                .put("repairs", audit.getRepairs());
        if (audit.getHeldBackFindings() > 0) {
            status.put(
                    "problem",
                    "the audit found too much at once to mend it: look at `kilonova audit` ("
                            + audit.getHeldBackFindings() + " findings)");
        }
    }

    private static boolean listens(String endpoint) {
        URI address = URI.create(endpoint.contains("://") ? endpoint : "tcp://" + endpoint);
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), (int) ANSWER.toMillis());
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static String words(ObjectNode status) {
        var text = new StringBuilder();
        text.append("state       ").append(status.path("state").asText());
        if (status.has("pid")) {
            text.append(" (process ").append(status.path("pid").asLong()).append(")");
        }
        text.append("\ndata        ").append(status.path("data_dir").asText());
        if (status.has("pid")) {
            text.append("\nhypervisor  ").append(status.path("hypervisor").asText());
            text.append("\ndatabase    ").append(status.path("database").asText());
            if (status.has("hosts")) {
                text.append("\nhosts       ")
                        .append(status.path("hosts").path("up").asInt());
                text.append(" up of ").append(status.path("hosts").path("total").asInt());
                text.append("\nservers     ").append(status.path("servers"));
                text.append("\naudit       ")
                        .append(status.path("audit").path("open").asInt());
                text.append(" findings open, ")
                        .append(status.path("audit").path("repairs").asInt());
                text.append(" repairs within a day");
            }
            status.path("endpoints")
                    .properties()
                    .forEach(e -> text.append(String.format(
                            "%n%-11s %s%s",
                            e.getKey(),
                            e.getValue().asText(),
                            status.path("answers").path(e.getKey()).asBoolean() ? "" : "  DOES NOT ANSWER")));
            ReplicaStatus.words(status).forEach(line -> text.append("\n").append(line));
        }
        if (status.has("problem")) {
            text.append("\nproblem     ").append(status.path("problem").asText());
        }
        return text.toString();
    }
}
