package kilonova.control.usage;

import java.util.Optional;
import kilonova.kernel.Problem;

/** A stretch of time, in microseconds; it ends at {@code until} and not later than now. */
record Span(long from, long until) {

    /**
     * What the caller asked for; now stands for what was left out.
     *
     * @throws kilonova.kernel.ProblemException Invalid when it does not end after it starts
     */
    static Span of(Optional<Long> start, Optional<Long> end, long now) {
        long from = start.orElse(now);
        long until = end.orElse(now);
        if (start.isEmpty() && end.isEmpty()) {
            return new Span(now, now);
        }
        if (from >= until) {
            throw new Problem.Invalid(
                            "start_time", "Invalid start time. The start time cannot occur after the end time.")
                    .raise();
        }
        return new Span(from, Math.min(until, now));
    }
}
