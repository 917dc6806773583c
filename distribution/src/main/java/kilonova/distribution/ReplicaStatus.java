package kilonova.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.Timestamps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.compute.v1.ControlService;

/** The replicas of a cloud in what `status` tells. */
final class ReplicaStatus {
    private ReplicaStatus() {}

    /** Those of this machine, where there is more than one. @return whether all of them run that are to */
    static boolean ofThisMachine(ObjectNode status, Path root) {
        List<Seat> seats = Seat.all(root);
        int expected = StartChoices.kept(root).flatMap(StartChoices::replicas).orElse(1);
        if (Math.max(seats.size(), expected) == 1) {
            return true;
        }
        ArrayNode told = status.putArray("replicas");
        var stopped = new ArrayList<String>();
        for (Seat seat : seats) {
            Optional<RunRecord> run = seat.running();
            ObjectNode one = told.addObject().put("number", seat.number()).put("running", run.isPresent());
            run.ifPresent(beside -> {
                one.put("pid", beside.pid());
                beside.endpoints().forEach(one.putObject("endpoints")::put);
            });
            if (run.isEmpty() && seat.number() <= expected) {
                stopped.add(seat.toString());
            }
        }
        if (!stopped.isEmpty()) {
            status.put("problem", String.join(", ", stopped) + " does not run (`kilonova replica` starts one)");
        }
        return stopped.isEmpty();
    }

    /** Those that share the database, wherever they run, and those that once did; nothing where there is only one. */
    static void ofTheCloud(ObjectNode status, Map<String, ControlService> replicas) {
        if (replicas.size() < 2) {
            return;
        }
        ArrayNode members = status.putArray("members");
        replicas.forEach((id, replica) -> {
            ObjectNode member = members.addObject()
                    .put("id", id)
                    .put("machine", replica.getHost())
                    .put("address", replica.getReplicaAddress())
                    .put("up", replica.getUp())
                    .put("epoch", replica.getReplicaEpoch());
            if (replica.hasLeaseEndTime()) {
                member.put("lease_until", Timestamps.toString(replica.getLeaseEndTime()));
            }
        });
    }

    static List<String> words(ObjectNode status) {
        var lines = new ArrayList<String>();
        for (JsonNode replica : status.path("replicas")) {
            lines.add("replica " + replica.path("number").asInt() + "   "
                    + (replica.path("running").asBoolean()
                            ? "process " + replica.path("pid") + ", gRPC at "
                                    + replica.path("endpoints").path("grpc").asText() + ", nodes at "
                                    + replica.path("endpoints").path("node").asText()
                            : "DOES NOT RUN"));
        }
        for (JsonNode member : status.path("members")) {
            lines.add("member      " + member.path("id").asText() + " on "
                    + member.path("machine").asText() + " at "
                    + member.path("address").asText() + ", epoch "
                    + member.path("epoch").asLong() + ", "
                    + (member.has("lease_until")
                            ? "lease until " + member.path("lease_until").asText()
                            : "no lease: it left or was shut out")
                    + (member.path("up").asBoolean() ? "" : ", DOWN"));
        }
        return lines;
    }
}
