package kilonova.control.quota;

import static kilonova.control.store.tables.Tables.QUOTA_LIMIT;
import static kilonova.control.store.tables.Tables.QUOTA_USAGE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kilonova.control.store.Change;
import kilonova.control.store.KeptQuery;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.QuotaUsageRecord;
import org.jooq.Condition;

/** Rows of limits and of usage. */
final class QuotaRepository {
    private static final KeptQuery ADD = new KeptQuery(sql -> sql.update(QUOTA_USAGE)
            .set(QUOTA_USAGE.INSTANCES, QUOTA_USAGE.INSTANCES.plus(0L))
            .set(QUOTA_USAGE.CORES, QUOTA_USAGE.CORES.plus(0L))
            .set(QUOTA_USAGE.RAM_MB, QUOTA_USAGE.RAM_MB.plus(0L))
            .where(QUOTA_USAGE.PROJECT_ID.eq(""))
            .and(QUOTA_USAGE
                    .USER_ID
                    .eq("")
                    .and(underMost())
                    .or(QUOTA_USAGE.USER_ID.eq("").and(underMost()))));

    Limits limits(Tx tx, String project) {
        var rows = new ArrayList<Limits.LimitRow>();
        tx.sql()
                .selectFrom(QUOTA_LIMIT)
                .where(QUOTA_LIMIT.PROJECT_ID.eq(project))
                .forEach(row ->
                        // A limit of a resource that is gone is no limit.
                        QuotaResource.of(row.getResource())
                                .ifPresent(resource ->
                                        rows.add(new Limits.LimitRow(row.getUserId(), resource, row.getHardLimit()))));
        return Limits.of(rows);
    }

    void set(Tx tx, String project, String user, Map<QuotaResource, Long> limits) {
        limits.forEach((resource, limit) -> tx.sql()
                .insertInto(
                        QUOTA_LIMIT,
                        QUOTA_LIMIT.PROJECT_ID,
                        QUOTA_LIMIT.USER_ID,
                        QUOTA_LIMIT.RESOURCE,
                        QUOTA_LIMIT.HARD_LIMIT)
                .values(project, user, resource.word(), limit)
                .onDuplicateKeyUpdate()
                .set(QUOTA_LIMIT.HARD_LIMIT, limit)
                .execute());
        tx.changed(Change.of(Quotas.KIND, project, project, 1));
    }

    /** Forgets what was set for a user, or for the project and all its users ({@link Limits#WHOLE}). */
    void reset(Tx tx, String project, String user) {
        Condition whose = QUOTA_LIMIT.PROJECT_ID.eq(project);
        tx.sql()
                .deleteFrom(QUOTA_LIMIT)
                .where(user.equals(Limits.WHOLE) ? whose : whose.and(QUOTA_LIMIT.USER_ID.eq(user)))
                .execute();
        tx.changed(Change.of(Quotas.KIND, project, project, 1));
    }

    Usage usage(Tx tx, String project, String user) {
        return tx.sql()
                .selectFrom(QUOTA_USAGE)
                .where(QUOTA_USAGE.PROJECT_ID.eq(project).and(QUOTA_USAGE.USER_ID.eq(user)))
                .fetchOptional(row -> new Usage(row.getInstances(), row.getCores(), row.getRamMb()))
                .orElse(Usage.NONE);
    }

    List<QuotaCount> counts(Tx tx) {
        return tx.sql()
                .selectFrom(QUOTA_USAGE)
                .orderBy(QUOTA_USAGE.PROJECT_ID, QUOTA_USAGE.USER_ID)
                .fetch(QuotaRepository::count);
    }

    List<QuotaCount> counts(Tx tx, String project) {
        return tx.sql()
                .selectFrom(QUOTA_USAGE)
                .where(QUOTA_USAGE.PROJECT_ID.eq(project))
                .orderBy(QUOTA_USAGE.USER_ID)
                .fetch(QuotaRepository::count);
    }

    /** Projects whose usage is counted. */
    List<String> projects(Tx tx, String after, int limit) {
        return tx.sql()
                .select(QUOTA_USAGE.PROJECT_ID)
                .from(QUOTA_USAGE)
                .where(QUOTA_USAGE.USER_ID.eq(Limits.WHOLE))
                .and(QUOTA_USAGE.PROJECT_ID.gt(after))
                .orderBy(QUOTA_USAGE.PROJECT_ID)
                .limit(limit)
                .fetch(QUOTA_USAGE.PROJECT_ID);
    }

    /** @return whether the row was as seen until now */
    boolean replace(Tx tx, QuotaCount seen, Usage due) {
        return tx.sql()
                        .update(QUOTA_USAGE)
                        .set(QUOTA_USAGE.INSTANCES, due.instances())
                        .set(QUOTA_USAGE.CORES, due.cores())
                        .set(QUOTA_USAGE.RAM_MB, due.ramMb())
                        .where(QUOTA_USAGE.PROJECT_ID.eq(seen.project()))
                        .and(QUOTA_USAGE.USER_ID.eq(seen.user()))
                        .and(QUOTA_USAGE.INSTANCES.eq(seen.used().instances()))
                        .and(QUOTA_USAGE.CORES.eq(seen.used().cores()))
                        .and(QUOTA_USAGE.RAM_MB.eq(seen.used().ramMb()))
                        .execute()
                == 1;
    }

    private static QuotaCount count(QuotaUsageRecord row) {
        return new QuotaCount(
                row.getProjectId(), row.getUserId(), new Usage(row.getInstances(), row.getCores(), row.getRamMb()));
    }

    /** Makes the rows that {@link #add} counts in. */
    void ensureRows(Tx tx, String project, String user) {
        for (String whose : List.of(Limits.WHOLE, user)) {
            tx.sql()
                    .insertInto(
                            QUOTA_USAGE,
                            QUOTA_USAGE.PROJECT_ID,
                            QUOTA_USAGE.USER_ID,
                            QUOTA_USAGE.INSTANCES,
                            QUOTA_USAGE.CORES,
                            QUOTA_USAGE.RAM_MB)
                    .values(project, whose, 0L, 0L, 0L)
                    .onDuplicateKeyIgnore()
                    .execute();
        }
    }

    /**
     * Adds to what the project and the user use, each unless it would then be above a ceiling: one statement.
     *
     * @return whether both were added to; if not, the transaction must not commit
     */
    boolean add(Tx tx, String project, String user, Usage delta, Ceilings whole, Ceilings own) {
        return ADD.execute(
                        tx,
                        delta.instances(),
                        delta.cores(),
                        delta.ramMb(),
                        project,
                        Limits.WHOLE,
                        most(delta.instances(), whole.instances()),
                        most(delta.cores(), whole.cores()),
                        most(delta.ramMb(), whole.ramMb()),
                        user,
                        most(delta.instances(), own.instances()),
                        most(delta.cores(), own.cores()),
                        most(delta.ramMb(), own.ramMb()))
                == 2;
    }

    /** What may be used before the delta is added. What does not grow is never refused. */
    private static long most(long delta, long ceiling) {
        return ceiling == Quota.UNLIMITED || delta <= 0 ? Long.MAX_VALUE : ceiling - delta;
    }

    private static Condition underMost() {
        return QUOTA_USAGE.INSTANCES.le(0L).and(QUOTA_USAGE.CORES.le(0L)).and(QUOTA_USAGE.RAM_MB.le(0L));
    }

    /** The most that may be used of each. */
    record Ceilings(long instances, long cores, long ramMb) {
        static final Ceilings NONE = new Ceilings(Quota.UNLIMITED, Quota.UNLIMITED, Quota.UNLIMITED);
    }
}
