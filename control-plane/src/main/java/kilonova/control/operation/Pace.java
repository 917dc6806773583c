package kilonova.control.operation;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How long operations of each kind took lately, of those that ended well. In memory: a few numbers a process. */
final class Pace {
    /** The weight of the latest, one of so many. */
    private static final int WEIGHT = 8;

    private final Map<String, Long> micros = new ConcurrentHashMap<>();

    void ended(String kind, long tookMicros) {
        micros.merge(kind, tookMicros, (before, now) -> before + (now - before) / WEIGHT);
    }

    /** When the operation is expected to end; empty when that is over, or nobody knows. */
    Optional<Long> expectedEnd(Operation operation, long nowMicros) {
        return Optional.ofNullable(micros.get(operation.kind()))
                .map(usual -> operation.createdAt() + usual)
                .filter(end -> operation.open() && end > nowMicros);
    }
}
