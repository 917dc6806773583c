package kilonova.control.server;

import java.util.List;

/**
 * What the host said of the guest, beyond its power.
 *
 * @param generation the wish that the guest fulfils, 0 for none
 * @param absent there is no guest, as of that wish
 * @param actions done, by operation; {@code error} empty when it went well
 * @param failedGeneration the wish that cannot be fulfilled, 0 for none; why is in the other three
 */
record Observed(
        long generation,
        boolean absent,
        List<ActionDone> actions,
        long failedGeneration,
        String reason,
        String message,
        boolean retriable) {

    static final Observed NOTHING = new Observed(0, true, List.of(), 0, "", "", false);

    record ActionDone(String id, String error) {}

    boolean fulfils(long wish) {
        return generation >= wish;
    }

    boolean fails(long wish) {
        return failedGeneration >= wish && generation < failedGeneration;
    }
}
