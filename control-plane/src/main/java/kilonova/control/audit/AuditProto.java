package kilonova.control.audit;

import com.google.protobuf.util.Timestamps;
import kilonova.compute.v1.Audit;
import kilonova.compute.v1.Finding;

/** The standing audit as messages. */
final class AuditProto {
    private AuditProto() {}

    static Audit audit(AuditDesk.Standing standing) {
        var message = Audit.newBuilder()
                .setReplicaId(standing.replica())
                .setHere(standing.here())
                .setOpenFindings(standing.open())
                .setHeldBackFindings(standing.heldBack())
                .setRepairs(standing.repairs());
        Walk walk = standing.walk();
        if (standing.here() && (walk.rows() > 0 || walk.endedAt().isEmpty())) {
            message.setWalkStartTime(Timestamps.fromMicros(walk.startedAt())).setRows(walk.rows());
            walk.endedAt().ifPresent(at -> message.setWalkEndTime(Timestamps.fromMicros(at)));
        }
        return message.build();
    }

    static Finding finding(NotedFinding finding) {
        var message = Finding.newBuilder()
                .setId(finding.id())
                .setKind(kilonova.compute.v1.FindingKind.valueOf(
                        "FINDING_KIND_" + finding.kind().name()))
                .setState(kilonova.compute.v1.FindingState.valueOf(
                        "FINDING_STATE_" + finding.state().name()))
                .setSubject(finding.subject())
                .setWas(finding.was())
                .setDue(finding.due())
                .setFindTime(Timestamps.fromMicros(finding.foundAt()));
        finding.endedAt().ifPresent(at -> message.setEndTime(Timestamps.fromMicros(at)));
        return message.build();
    }
}
