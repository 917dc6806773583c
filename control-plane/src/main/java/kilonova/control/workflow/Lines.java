package kilonova.control.workflow;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kilonova.control.operation.Subject;

/** One line per subject: ticks of the same subject never overlap, those of others run side by side. */
final class Lines {
    private final Map<Subject, ArrayDeque<Pending>> lines = new HashMap<>();

    /** @return whether the subject was free, so that the caller runs this one now */
    synchronized boolean enter(Pending pending) {
        Subject subject = pending.operation().subject();
        ArrayDeque<Pending> line = lines.get(subject);
        if (line != null) {
            line.add(pending);
            return false;
        }
        lines.put(subject, new ArrayDeque<>(2));
        return true;
    }

    /** Whether a tick of the subject is under way. */
    synchronized boolean holds(Subject subject) {
        return lines.containsKey(subject);
    }

    /** The subject is free again. @return who is next on it, and runs now */
    synchronized Optional<Pending> leave(Subject subject) {
        ArrayDeque<Pending> line = lines.get(subject);
        Pending next = line == null ? null : line.poll();
        if (next == null) {
            lines.remove(subject);
        }
        return Optional.ofNullable(next);
    }
}
