package kilonova.control.server;

import static kilonova.control.store.tables.Tables.SERVER;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.control.placement.Resources;
import kilonova.control.quota.Usage;
import kilonova.control.store.Json;
import kilonova.control.store.Tx;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Rows of servers, but a few columns of each. */
final class BriefRepository {
    List<ServerBrief> onHost(Tx tx, String hostId) {
        return briefs(tx, SERVER.HOST_ID.eq(hostId));
    }

    List<ServerBrief> of(Tx tx, Collection<String> ids) {
        return ids.isEmpty() ? List.of() : briefs(tx, SERVER.ID.in(ids));
    }

    private static List<ServerBrief> briefs(Tx tx, Condition which) {
        var demands = new HashMap<String, Resources>();
        return tx.sql()
                .select(
                        SERVER.ID,
                        SERVER.HOST_ID,
                        SERVER.EPOCH,
                        SERVER.OPERATION_ID,
                        SERVER.RESTING,
                        SERVER.LAUNCHED_AT,
                        SERVER.DELETED_AT,
                        SERVER.FLAVOR)
                .from(SERVER)
                .where(which)
                .orderBy(SERVER.ID)
                .fetch(row -> new ServerBrief(
                        row.get(SERVER.ID),
                        Optional.ofNullable(row.get(SERVER.HOST_ID)),
                        row.get(SERVER.EPOCH),
                        row.get(SERVER.OPERATION_ID) != null,
                        row.get(SERVER.RESTING).equals(RestingState.ERROR.name()),
                        row.get(SERVER.LAUNCHED_AT) != null,
                        row.get(SERVER.DELETED_AT) != null,
                        demands.computeIfAbsent(row.get(SERVER.FLAVOR), BriefRepository::demand)));
    }

    private static Resources demand(String flavor) {
        return Demand.resources(Json.read(flavor, ServerFlavor.class));
    }

    /** The database counts; as many rows come back as there are users and flavors. */
    Map<String, Usage> used(Tx tx, String project) {
        var used = new TreeMap<String, Usage>();
        var count = DSL.count();
        tx.sql()
                .select(SERVER.USER_ID, SERVER.FLAVOR, count)
                .from(SERVER)
                .where(SERVER.PROJECT_ID.eq(project))
                .and(SERVER.DELETED_AT.isNull())
                .groupBy(SERVER.USER_ID, SERVER.FLAVOR)
                .forEach(row -> {
                    ServerFlavor flavor = Json.read(row.get(SERVER.FLAVOR), ServerFlavor.class);
                    long servers = row.get(count);
                    used.merge(
                            row.get(SERVER.USER_ID),
                            new Usage(servers, servers * flavor.vcpus(), servers * flavor.memoryMb()),
                            Usage::plus);
                });
        return used;
    }
}
