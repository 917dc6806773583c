package kilonova.control.store;

import java.util.function.Supplier;

/**
 * On whose behalf something is written: tenants take turns at the write lanes. What no tenant asked for has no tenant.
 *
 * @param project empty for none
 * @param asking whether it may still be refused: what was accepted before is written, however much else of its tenant's waits
 */
public record Tenant(String project, boolean asking) {
    private static final ScopedValue<Tenant> CURRENT = ScopedValue.newInstance();

    /** Nodes, timers, housekeeping. */
    static final Tenant NONE = new Tenant("", false);

    static Tenant current() {
        return CURRENT.orElse(NONE);
    }

    /** Answers a request of the project's. */
    public static void asking(String project, Runnable work) {
        ScopedValue.where(CURRENT, new Tenant(project, true)).run(work);
    }

    /** Goes on with what was accepted of the project. */
    public static <T> T served(String project, Supplier<T> work) {
        return ScopedValue.where(CURRENT, new Tenant(project, false)).call(work::get);
    }
}
