package kilonova.lab.simulation;

import static kilonova.control.store.tables.Tables.CHANGE_LOG;
import static kilonova.control.store.tables.Tables.HOST;
import static kilonova.control.store.tables.Tables.NODE_STREAM;
import static kilonova.control.store.tables.Tables.REPLICA;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kilonova.control.audit.Finding;
import kilonova.control.host.Hosts;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Operations;
import kilonova.control.operation.Outcome;
import kilonova.control.replica.Owner;
import kilonova.control.store.Database;
import kilonova.control.store.tables.tables.records.ReplicaRecord;

/** Every change that was committed, in its order, and by whom: what watchers and replicas are held against. */
final class Truth {
    /** @param replica the process that committed it, and {@code at} when */
    record Change(
            long revision,
            String kind,
            String id,
            String project,
            long generation,
            boolean deleted,
            String replica,
            long at) {}

    private final Database rows;
    private final History history;
    private final List<Change> changes = new ArrayList<>();
    /** Hosts, by id. */
    private final Set<String> connected = new HashSet<>();

    private final long first;

    Truth(Database rows, History history) {
        this.rows = rows;
        this.history = history;
        this.first = rows.read(Database::revision);
    }

    /** The process has committed something; perhaps changes are among it. */
    void committed(String replica, Owner me) {
        int before = changes.size();
        rows.read(tx -> tx.sql()
                        .selectFrom(CHANGE_LOG)
                        .where(CHANGE_LOG.REVISION.gt(newest()))
                        .orderBy(CHANGE_LOG.REVISION)
                        .fetch())
                .forEach(row -> changes.add(new Change(
                        row.getRevision(),
                        row.getKind(),
                        row.getId(),
                        row.getProjectId(),
                        row.getGeneration(),
                        row.getDeleted(),
                        replica,
                        history.nowMicros())));
        if (changes.size() > before && !me.equals(Owner.NONE)) {
            belongs(replica, me);
        }
        for (Change change : changes.subList(before, changes.size())) {
            switch (change.kind()) {
                case Operations.KIND -> tell(replica, change.id());
                case Hosts.KIND -> {
                    if (change.deleted()) {
                        connected.remove(change.id());
                    } else {
                        givenUp(replica, change.id());
                    }
                }
                default -> {}
            }
        }
    }

    /** A host is not given up while another replica, in the same life, holds the stream of its node. */
    private void givenUp(String replica, String host) {
        boolean now = rows.read(tx -> tx.sql()
                .select(HOST.CONNECTED)
                .from(HOST)
                .where(HOST.ID.eq(host))
                .fetchSingle(HOST.CONNECTED));
        boolean before = now ? !connected.add(host) : connected.remove(host);
        if (before && !now) {
            holder(host)
                    .filter(other -> !other.equals(replica))
                    .ifPresent(other -> history.found(
                            new Finding(4, replica + " gave up host " + host + ", whose stream " + other + " holds")));
        }
    }

    private Optional<String> holder(String host) {
        return rows.read(tx -> tx.sql()
                .select(REPLICA.ID)
                .from(HOST)
                .join(NODE_STREAM)
                .on(NODE_STREAM.NODE_ID.eq(HOST.NODE_ID))
                .join(REPLICA)
                .on(REPLICA.ID.eq(NODE_STREAM.REPLICA_ID))
                .where(HOST.ID.eq(host))
                .and(REPLICA.EPOCH.eq(NODE_STREAM.REPLICA_EPOCH))
                .and(REPLICA.LEASE_UNTIL.gt(0L))
                .fetchOptional(REPLICA.ID));
    }

    private void tell(String replica, String operation) {
        rows.read(tx -> new Operations().find(tx, OperationId.parse(operation)))
                .ifPresent(now -> history.tell(replica + ": " + now.kind() + " of " + now.subject() + " "
                        + now.outcome().map(Outcome::name).orElse("at " + now.step())
                        + now.failure().map(why -> ", " + why.reason()).orElse("")));
    }

    /** Whoever was shut out commits no change any more. */
    private void belongs(String replica, Owner me) {
        Optional<ReplicaRecord> row = rows.read(
                tx -> tx.sql().selectFrom(REPLICA).where(REPLICA.ID.eq(replica)).fetchOptional());
        if (row.isEmpty() || row.get().getEpoch() != me.epoch() || row.get().getLeaseUntil() <= 0) {
            history.found(new Finding(
                    4, replica + " wrote " + changes.getLast() + " in epoch " + me.epoch() + ", which was over"));
        }
    }

    /** Every change, one a line. */
    List<String> words() {
        return changes.stream().map(Change::toString).toList();
    }

    /** The revision of the newest change. */
    long newest() {
        return changes.isEmpty() ? first : changes.getLast().revision();
    }

    /** When the revision was committed; 0 of what was there in the beginning. */
    long committedAt(long revision) {
        List<Change> until = between(0, revision);
        return until.isEmpty() ? 0 : until.getLast().at();
    }

    /** The changes after one revision, up to another. */
    List<Change> between(long after, long upTo) {
        return changes.subList(index(after), Math.max(index(after), index(upTo)));
    }

    /** Revisions have no gaps. */
    private int index(long after) {
        return Math.clamp(after - first, 0, changes.size());
    }
}
