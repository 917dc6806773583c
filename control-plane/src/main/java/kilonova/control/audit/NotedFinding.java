package kilonova.control.audit;

import java.util.Optional;

/**
 * A finding as its row tells it; a receipt, once it was mended.
 *
 * @param place where to look again
 * @param foundAt microseconds; {@code endedAt} empty while it stands
 */
record NotedFinding(
        String id,
        FindingKind kind,
        String subject,
        FindingState state,
        String place,
        String was,
        String due,
        long foundAt,
        Optional<Long> endedAt) {

    static NotedFinding of(String id, Discrepancy found, FindingState state, long now) {
        return new NotedFinding(
                id,
                found.kind(),
                found.subject(),
                state,
                found.place(),
                found.was(),
                found.due(),
                now,
                state.stands() ? Optional.empty() : Optional.of(now));
    }

    /** The same, as a later look has it. */
    NotedFinding now(Discrepancy found, FindingState newState, long now) {
        NotedFinding next = of(id, found, newState, now);
        return new NotedFinding(
                id, kind, subject, newState, next.place(), next.was(), next.due(), foundAt, next.endedAt());
    }

    NotedFinding gone(long now) {
        return new NotedFinding(id, kind, subject, FindingState.GONE, place, was, due, foundAt, Optional.of(now));
    }

    boolean about(Discrepancy found) {
        return kind == found.kind() && subject.equals(found.subject());
    }
}
