package kilonova.control.scheduling;

import java.util.Map;

/** What the scheduler answers. */
public sealed interface Choice {

    /** This host; nothing is held yet. */
    record Chosen(String hostId, String hostName, String zone) implements Choice {}

    /**
     * None.
     *
     * @param hosts how many there were at the start
     * @param removed how many each rule removed, in the order of the rules
     */
    record Refused(int hosts, Map<String, Integer> removed) implements Choice {

        /** The waterfall in words: counts only, so every tenant may read it. */
        public String explanation() {
            if (hosts == 0) {
                return "There are no hosts.";
            }
            var text = new StringBuilder("Of " + hosts + (hosts == 1 ? " host" : " hosts"));
            String separator = " ";
            for (var each : removed.entrySet()) {
                text.append(separator).append(each.getValue()).append(' ').append(each.getKey());
                separator = ", ";
            }
            return text.append('.').toString();
        }
    }
}
