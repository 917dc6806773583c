package kilonova.control.enrollment;

import static kilonova.control.store.tables.Tables.ENROLLED_HOST;
import static kilonova.control.store.tables.Tables.ENROLLMENT;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.store.Change;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.EnrollmentRecord;
import kilonova.kernel.NodePass;
import org.jooq.Condition;

/** Rows of enrollments. Every write appends to the change log, with the serial number that is taken from then on. */
final class EnrollmentRepository {

    Optional<Enrollment> named(Tx tx, String name) {
        return read(tx, ENROLLMENT.NAME.eq(name), 1).stream().findFirst();
    }

    /** By name, those after {@code after}. */
    List<Enrollment> list(Tx tx, String after, int limit) {
        return read(tx, ENROLLMENT.NAME.gt(after), limit);
    }

    /** The serial number that is taken from the node; empty for none. */
    Optional<String> taken(Tx tx, String nodeId) {
        return tx.sql()
                .select(ENROLLMENT.SERIAL_NO)
                .from(ENROLLMENT)
                .where(ENROLLMENT.NODE_ID.eq(nodeId))
                .and(ENROLLMENT.REVOKED.isFalse())
                .fetchOptional(ENROLLMENT.SERIAL_NO);
    }

    /** Those of the names that belong to another node than this. */
    List<String> takenNames(Tx tx, Collection<String> names, String nodeId) {
        return tx.sql()
                .select(ENROLLED_HOST.NAME)
                .from(ENROLLED_HOST)
                .where(ENROLLED_HOST.NAME.in(names))
                .and(ENROLLED_HOST.NODE_ID.ne(nodeId))
                .orderBy(ENROLLED_HOST.NAME)
                .fetch(ENROLLED_HOST.NAME);
    }

    void insert(Tx tx, Enrollment fresh) {
        EnrollmentRecord row = row(fresh, 1);
        row.setNodeId(fresh.pass().nodeId());
        row.setName(fresh.pass().name());
        tx.sql().insertInto(ENROLLMENT).set(row).execute();
        insertHosts(tx, fresh.pass(), fresh.pass().hosts());
        changed(tx, fresh, 1);
    }

    /** Hosts are only ever added. */
    void replace(Tx tx, Enrollment seen, Enrollment next) {
        int rows = tx.sql()
                .update(ENROLLMENT)
                .set(row(next, seen.generation() + 1))
                .where(ENROLLMENT.NODE_ID.eq(seen.pass().nodeId()))
                .and(ENROLLMENT.GENERATION.eq(seen.generation()))
                .execute();
        if (rows == 0) {
            throw new LostRace(Enrollments.KIND, seen.pass().name());
        }
        var fresh = new LinkedHashMap<>(next.pass().hosts());
        fresh.keySet().removeAll(seen.pass().hosts().keySet());
        insertHosts(tx, next.pass(), fresh);
        changed(tx, next, seen.generation() + 1);
    }

    private static void insertHosts(Tx tx, NodePass pass, Map<String, String> hosts) {
        hosts.forEach((id, name) -> tx.sql()
                .insertInto(ENROLLED_HOST)
                .set(ENROLLED_HOST.HOST_ID, id)
                .set(ENROLLED_HOST.NODE_ID, pass.nodeId())
                .set(ENROLLED_HOST.NAME, name)
                .execute());
    }

    private static void changed(Tx tx, Enrollment now, long generation) {
        tx.changed(
                Change.of(Enrollments.KIND, now.pass().nodeId(), "", generation).with(now.taken()));
    }

    private static List<Enrollment> read(Tx tx, Condition which, int limit) {
        List<EnrollmentRecord> rows = tx.sql()
                .selectFrom(ENROLLMENT)
                .where(which)
                .orderBy(ENROLLMENT.NAME)
                .limit(limit)
                .fetch();
        if (rows.isEmpty()) {
            return List.of();
        }
        var hosts = new LinkedHashMap<String, Map<String, String>>();
        tx.sql()
                .selectFrom(ENROLLED_HOST)
                .where(ENROLLED_HOST.NODE_ID.in(
                        rows.stream().map(EnrollmentRecord::getNodeId).toList()))
                .orderBy(ENROLLED_HOST.NAME)
                .forEach(host -> hosts.computeIfAbsent(host.getNodeId(), id -> new LinkedHashMap<>())
                        .put(host.getHostId(), host.getName()));
        return rows.stream()
                .map(row -> enrollment(row, hosts.getOrDefault(row.getNodeId(), Map.of())))
                .toList();
    }

    private static Enrollment enrollment(EnrollmentRecord row, Map<String, String> hosts) {
        return new Enrollment(
                new NodePass(row.getNodeId(), row.getName(), hosts),
                row.getSerialNo(),
                row.getRevoked(),
                row.getGeneration(),
                row.getEnrolledAt(),
                row.getExpiresAt());
    }

    /** What may change. */
    private static EnrollmentRecord row(Enrollment enrollment, long generation) {
        var row = new EnrollmentRecord();
        row.setSerialNo(enrollment.serial());
        row.setRevoked(enrollment.revoked());
        row.setGeneration(generation);
        row.setEnrolledAt(enrollment.enrolledAt());
        row.setExpiresAt(enrollment.expiresAt());
        return row;
    }
}
