package kilonova.control.quota;

/** How much more may be used; {@link Long#MAX_VALUE} where there is no limit. */
public record Headroom(long instances, long cores, long ramMb) {

    /** How many servers of this size still fit, at most {@code wanted}. */
    public int servers(int wanted, int coresEach, long ramMbEach) {
        long fit = Math.min(wanted, instances);
        if (coresEach > 0) {
            fit = Math.min(fit, cores / coresEach);
        }
        if (ramMbEach > 0) {
            fit = Math.min(fit, ramMb / ramMbEach);
        }
        return (int) Math.max(0, fit);
    }
}
