package kilonova.control.store;

import java.util.function.Supplier;

/**
 * On whose behalf something is written: tenants take turns at the write lanes. What no tenant asked for has no tenant.
 *
 * @param line whose turn it takes: a project, or who asks without one; empty for none
 * @param asking whether it may still be refused: what was accepted before is written, however much else of its tenant's waits
 */
public record Tenant(String line, boolean asking) {
    private static final ScopedValue<Tenant> CURRENT = ScopedValue.newInstance();

    /** Nodes, timers, housekeeping. */
    static final Tenant NONE = new Tenant("", false);

    static Tenant current() {
        return CURRENT.orElse(NONE);
    }

    /**
     * Answers a request of the project's, or of a user who has none: the line of no tenant is for nobody who asks.
     *
     * @param project empty for none
     */
    public static void asking(String project, String user, Runnable work) {
        String line = project.isEmpty() ? "user " + user : project;
        ScopedValue.where(CURRENT, new Tenant(line, true)).run(work);
    }

    /** Goes on with what was accepted of the project. */
    public static <T> T served(String project, Supplier<T> work) {
        return ScopedValue.where(CURRENT, new Tenant(project, false)).call(work::get);
    }
}
