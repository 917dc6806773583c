package kilonova.control.network.embedded;

import static kilonova.control.store.tables.Tables.NETWORK_QUOTA;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.network.PortRoom;
import kilonova.control.request.Once;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;

/** How much of each resource projects may have. */
final class NetworkQuotas {
    private final Writes writes;
    private final GroupRepository groups;

    /** A limit, -1 for none, and what is used of it. */
    record Use(QuotaResource resource, long limit, long used) {}

    NetworkQuotas(Writes writes, GroupRepository groups) {
        this.writes = writes;
        this.groups = groups;
    }

    List<Use> get(Principal who, ProjectId project) {
        requireReadable(who, project);
        return writes.read(tx -> uses(tx, project));
    }

    List<Use> standards(Principal who, ProjectId project) {
        requireReadable(who, project);
        var all = new ArrayList<Use>();
        for (QuotaResource each : QuotaResource.values()) {
            all.add(new Use(each, each.standard(), 0));
        }
        return all;
    }

    <R extends Message> R set(Principal who, ProjectId project, Map<String, Long> limits, Once<List<Use>, R> once) {
        NetworkAccess.requireAdmin(who, "update_quota");
        var known = new EnumMap<QuotaResource, Long>(QuotaResource.class);
        limits.forEach((word, limit) -> {
            QuotaResource resource = QuotaResource.find(word)
                    .orElseThrow(() -> Said.invalid("limits", "'" + word + "' is not a resource of this service"));
            if (limit < -1 || limit > Integer.MAX_VALUE) {
                throw Said.invalid(word, limit + " (expected: -1 to " + Integer.MAX_VALUE + ")");
            }
            known.put(resource, limit);
        });
        return writes.run(tx -> once.run(tx, () -> {
            known.forEach((resource, limit) -> {
                tx.sql()
                        .deleteFrom(NETWORK_QUOTA)
                        .where(NETWORK_QUOTA
                                .PROJECT_ID
                                .eq(project.value())
                                .and(NETWORK_QUOTA.RESOURCE.eq(resource.word())))
                        .execute();
                tx.sql()
                        .insertInto(
                                NETWORK_QUOTA,
                                NETWORK_QUOTA.PROJECT_ID,
                                NETWORK_QUOTA.RESOURCE,
                                NETWORK_QUOTA.QUOTA_LIMIT)
                        .values(project.value(), resource.word(), limit)
                        .execute();
            });
            return uses(tx, project);
        }));
    }

    Empty reset(Principal who, ProjectId project, Once<Object, Empty> once) {
        NetworkAccess.requireAdmin(who, "delete_quota");
        return writes.run(tx -> once.run(tx, () -> tx.sql()
                .deleteFrom(NETWORK_QUOTA)
                .where(NETWORK_QUOTA.PROJECT_ID.eq(project.value()))
                .execute()));
    }

    /**
     * Refuses what would be more than the project may have. The default security group of the project is there.
     *
     * @param more how many are about to be made, in this transaction
     */
    void charge(Tx tx, ProjectId project, QuotaResource resource, int more) {
        long limit = limit(tx, project, resource);
        if (limit < 0) {
            return;
        }
        groups.holdProject(tx, project);
        long used = used(tx, project, resource);
        if (used + more > limit) {
            throw new Problem.QuotaExceeded(resource.word(), more, used, limit).raise();
        }
    }

    /** Asked without a look at the rows while there is no limit. */
    PortRoom portRoom(Tx tx, ProjectId project) {
        long limit = limit(tx, project, QuotaResource.PORT_COUNT);
        return limit < 0 ? PortRoom.UNBOUNDED : new PortRoom(limit, used(tx, project, QuotaResource.PORT_COUNT));
    }

    private static void requireReadable(Principal who, ProjectId project) {
        if (!NetworkAccess.owns(who, project)) {
            throw new Problem.Forbidden("get_quota").raise();
        }
    }

    private static List<Use> uses(Tx tx, ProjectId project) {
        var all = new ArrayList<Use>();
        for (QuotaResource each : QuotaResource.values()) {
            all.add(new Use(each, limit(tx, project, each), used(tx, project, each)));
        }
        return all;
    }

    private static long limit(Tx tx, ProjectId project, QuotaResource resource) {
        return tx.sql()
                .select(NETWORK_QUOTA.QUOTA_LIMIT)
                .from(NETWORK_QUOTA)
                .where(NETWORK_QUOTA.PROJECT_ID.eq(project.value()).and(NETWORK_QUOTA.RESOURCE.eq(resource.word())))
                .fetchOptional(NETWORK_QUOTA.QUOTA_LIMIT)
                .orElse(resource.standard());
    }

    private static long used(Tx tx, ProjectId project, QuotaResource resource) {
        return tx.sql().fetchCount(resource.table(), resource.project().eq(project.value()));
    }
}
