package kilonova.control.audit;

/** Pure. Whether so much is wrong at once that the audit itself, or what it reads, is the likelier fault. */
final class Brake {
    private Brake() {}

    /**
     * @param lately repairs that were made already within {@link AuditSettings#within}
     * @param due repairs that would be made now
     * @param rows that were looked at
     */
    static boolean holds(AuditSettings settings, int lately, int due, long rows) {
        long all = (long) lately + due;
        return all > settings.mostRepairs() || all > settings.fewRepairs() && all * 100 > settings.mostShare() * rows;
    }
}
