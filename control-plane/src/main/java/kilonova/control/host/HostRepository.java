package kilonova.control.host;

import static kilonova.control.store.tables.Tables.HOST;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import kilonova.control.store.Change;
import kilonova.control.store.LostRace;
import kilonova.control.store.Rows;
import kilonova.control.store.SerialNumbers;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.HostRecord;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Rows of hosts. */
final class HostRepository {
    private static final Rows<HostRecord> ROWS = new Rows<>(HOST);
    private static final Rows<HostRecord> STANDINGS =
            new Rows<>(HOST, List.of(HOST.ID, HOST.CONNECTED, HOST.FORCED_DOWN));

    Optional<Host> find(Tx tx, String id) {
        return ROWS.find(tx, ROWS.row().setId(id)).map(HostRepository::host);
    }

    Optional<Host> named(Tx tx, String name) {
        return tx.sql().selectFrom(HOST).where(HOST.NAME.eq(name)).fetchOptional(HostRepository::host);
    }

    /** Whether {@link Host#up} holds of the host. */
    boolean up(Tx tx, String id) {
        return STANDINGS
                .find(tx, ROWS.row().setId(id))
                .filter(row -> row.getConnected() && !row.getForcedDown())
                .isPresent();
    }

    List<Host> all(Tx tx) {
        return tx.sql().selectFrom(HOST).orderBy(HOST.NAME).fetch(HostRepository::host);
    }

    List<Host> page(Tx tx, HostQuery query) {
        Condition where = query.after().map(HOST.NAME::gt).orElse(DSL.noCondition());
        if (!query.name().isEmpty()) {
            where = where.and(HOST.NAME.eq(query.name()));
        }
        if (!query.part().isEmpty()) {
            where = where.and(DSL.position(HOST.NAME, query.part())
                    .gt(0)
                    .or(DSL.position(HOST.HYPERVISOR_HOSTNAME, query.part()).gt(0)));
        }
        return tx.sql()
                .selectFrom(HOST)
                .where(where)
                .orderBy(HOST.NAME)
                .limit(query.limit())
                .fetch(HostRepository::host);
    }

    /** Whether any host is in the zone. */
    boolean zone(Tx tx, String zone) {
        return tx.sql()
                .fetchExists(DSL.selectOne()
                        .from(HOST)
                        .where(HOST.GIVEN_ZONE
                                .eq(zone)
                                .or(HOST.GIVEN_ZONE.eq("").and(HOST.REPORTED_ZONE.eq(zone)))));
    }

    /** Those of the name and with the hypervisor; empty for any, but not both. */
    List<Host> matching(Tx tx, String name, String hypervisor) {
        Condition where = name.isEmpty() ? DSL.noCondition() : HOST.NAME.eq(name);
        return tx.sql()
                .selectFrom(HOST)
                .where(hypervisor.isEmpty() ? where : where.and(HOST.HYPERVISOR_HOSTNAME.eq(hypervisor)))
                .orderBy(HOST.NAME)
                .fetch(HostRepository::host);
    }

    List<Host> all(Tx tx, Collection<String> ids) {
        return tx.sql()
                .selectFrom(HOST)
                .where(HOST.ID.in(ids))
                .orderBy(HOST.NAME)
                .fetch(HostRepository::host);
    }

    /** Ids in their own order, those after {@code after}. */
    List<String> ids(Tx tx, String after, int limit) {
        return tx.sql()
                .select(HOST.ID)
                .from(HOST)
                .where(HOST.ID.gt(after))
                .orderBy(HOST.ID)
                .limit(limit)
                .fetch(HOST.ID);
    }

    long nextSerial(Tx tx) {
        return SerialNumbers.next(tx, HOST.SERIAL_NO);
    }

    void insert(Tx tx, Host host) {
        HostRecord row = row(host, 1);
        row.setId(host.id());
        row.setSerialNo(host.serial());
        row.setName(host.name());
        row.setCreatedAt(host.createdAt());
        tx.sql().insertInto(HOST).set(row).execute();
        tx.changed(change(host, 1, false));
        tx.changed(ServiceNews.made(host));
    }

    void replace(Tx tx, Host seen, Host next) {
        long generation = seen.generation() + 1;
        int rows = tx.sql()
                .update(HOST)
                .set(row(next, generation))
                .where(HOST.ID.eq(seen.id()))
                .and(HOST.GENERATION.eq(seen.generation()))
                .execute();
        if (rows == 0) {
            throw new LostRace(Hosts.KIND, seen.id());
        }
        tx.changed(change(next, generation, seen.up() && !next.up()));
        ServiceNews.between(seen, next, generation).ifPresent(tx::changed);
    }

    void delete(Tx tx, Host seen) {
        int rows = tx.sql()
                .deleteFrom(HOST)
                .where(HOST.ID.eq(seen.id()))
                .and(HOST.GENERATION.eq(seen.generation()))
                .execute();
        if (rows == 0) {
            throw new LostRace(Hosts.KIND, seen.id());
        }
        tx.changed(Change.deleted(Hosts.KIND, seen.id(), "", seen.generation() + 1));
        tx.changed(ServiceNews.gone(seen));
    }

    private static Change change(Host host, long generation, boolean wentDown) {
        return Change.of(Hosts.KIND, host.id(), "", generation)
                .with(Standing.of(host, generation, wentDown).pack());
    }

    /** What may change in a host's life. */
    private static HostRecord row(Host host, long generation) {
        var row = ROWS.row();
        row.setNodeId(host.nodeId());
        row.setReportedZone(host.reportedZone());
        row.setGivenZone(host.givenZone());
        row.setHypervisorHostname(host.hypervisorHostname());
        row.setHypervisorType(host.hypervisorType());
        row.setHypervisorVersion(host.hypervisorVersion());
        row.setHostIp(host.hostIp());
        row.setCpuInfo(host.cpuInfo());
        row.setUptime(host.uptime());
        row.setDiskAvailableLeastGb(host.diskAvailableLeastGb());
        row.setEnabled(host.enabled());
        row.setDisabledReason(host.disabledReason());
        row.setForcedDown(host.forcedDown());
        row.setConnected(host.connected());
        row.setGeneration(generation);
        row.setUpdatedAt(host.updatedAt());
        row.setLastSeenAt(host.lastSeenAt());
        return row;
    }

    private static Host host(HostRecord row) {
        return new Host(
                row.getId(),
                row.getSerialNo(),
                row.getName(),
                row.getNodeId(),
                row.getReportedZone(),
                row.getGivenZone(),
                row.getHypervisorHostname(),
                row.getHypervisorType(),
                row.getHypervisorVersion(),
                row.getHostIp(),
                row.getCpuInfo(),
                row.getUptime(),
                row.getDiskAvailableLeastGb(),
                row.getEnabled(),
                row.getDisabledReason(),
                row.getForcedDown(),
                row.getConnected(),
                row.getGeneration(),
                row.getCreatedAt(),
                row.getUpdatedAt(),
                row.getLastSeenAt());
    }
}
