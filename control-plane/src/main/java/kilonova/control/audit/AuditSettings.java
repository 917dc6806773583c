package kilonova.control.audit;

import java.time.Duration;

/**
 * How often the books are compared, and how much may be mended.
 *
 * @param every from the end of one walk through everything to the next
 * @param lookAgain how long what was found must stay before it counts: what is under way makes differences that pass
 * @param rowsPerTick rows that one tick reads, about: a tick comes every second
 * @param mostRepairs within {@code within}; beyond them nothing is mended
 * @param mostShare of all rows that were looked at, in percent; beyond it nothing is mended
 * @param fewRepairs as few as these are no mass, however small the cloud
 * @param sameRepairs of one and the same within a day: what comes back more often has a cause that mending hides
 * @param within the time whose repairs are counted together
 * @param keptFor how long receipts, and findings that are over, are kept
 */
public record AuditSettings(
        Duration every,
        Duration lookAgain,
        int rowsPerTick,
        int mostRepairs,
        int mostShare,
        int fewRepairs,
        int sameRepairs,
        Duration within,
        Duration keptFor) {
    public static final AuditSettings USUAL = new AuditSettings(
            Duration.ofMinutes(10),
            Duration.ofMinutes(1),
            2_000,
            100,
            10,
            5,
            10,
            Duration.ofHours(1),
            Duration.ofDays(30));
}
