package kilonova.control.placement;

import java.util.Map;
import java.util.Optional;

/**
 * All that a consumer is to hold from now on.
 *
 * @param project empty for one that nobody said
 * @param type empty leaves it as it is
 * @param byProvider none gives all back
 * @param compares whether the consumer must be at {@code generation}, empty for one that holds nothing yet
 */
record Wanted(
        String consumer,
        String project,
        String user,
        String type,
        Map<String, Resources> byProvider,
        boolean compares,
        Optional<Long> generation) {
    /** Whose consumers are that never said whose they are. */
    static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    Wanted {
        byProvider = Map.copyOf(byProvider);
    }

    static Wanted nothing(String consumer) {
        return new Wanted(consumer, "", "", "", Map.of(), false, Optional.empty());
    }

    String projectOrNobody() {
        return project.isEmpty() ? NOBODY : project;
    }

    String userOrNobody() {
        return user.isEmpty() ? NOBODY : user;
    }
}
