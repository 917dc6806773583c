package kilonova.control.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.replica.Owner;

/**
 * Long work: its public handle, and all that its workflow goes on from.
 *
 * @param kind names the workflow: {@code create}, {@code delete}, … (Nova's instance actions)
 * @param step where it stands; stored, so renaming one is a migration
 * @param attempt tries of this step beyond the first
 * @param facts the workflow's own notes, one JSON object
 * @param wakeAt when it is looked at again unless signalled before, microseconds
 * @param deadline when it is undone at the latest, microseconds
 * @param owner drives it
 * @param generation grows by exactly one per committed write
 */
public record Operation(
        OperationId id,
        String kind,
        Subject subject,
        ProjectId project,
        UserId user,
        String traceId,
        String step,
        int attempt,
        Optional<Outcome> outcome,
        String facts,
        List<StepRecord> steps,
        Optional<Failure> failure,
        Optional<Long> wakeAt,
        long deadline,
        Owner owner,
        long generation,
        long createdAt,
        long updatedAt,
        Optional<Long> endedAt) {

    public Operation {
        steps = List.copyOf(steps);
    }

    public boolean open() {
        return outcome.isEmpty();
    }

    /** Stands at another step now. The step before is written down as it went. */
    public Operation at(String next, boolean well, String host, long now) {
        var history = closed(well, host, now);
        history.add(StepRecord.started(next, now));
        return with(next, 0, outcome, facts, history, failure, Optional.empty(), owner, generation, now, endedAt);
    }

    /** Tries the same step again at a later time. */
    public Operation again(long wakeAtMicros, long now) {
        return with(
                step,
                attempt + 1,
                outcome,
                facts,
                steps,
                failure,
                Optional.of(wakeAtMicros),
                owner,
                generation,
                now,
                endedAt);
    }

    /** Waits at the same step. */
    public Operation waiting(long untilMicros, long now) {
        return with(
                step,
                attempt,
                outcome,
                facts,
                steps,
                failure,
                Optional.of(untilMicros),
                owner,
                generation,
                now,
                endedAt);
    }

    /** Waits for no time any more. */
    public Operation hurried(long now) {
        return with(step, attempt, outcome, facts, steps, failure, Optional.empty(), owner, generation, now, endedAt);
    }

    public Operation noting(String newFacts) {
        return with(step, attempt, outcome, newFacts, steps, failure, wakeAt, owner, generation, updatedAt, endedAt);
    }

    public Operation failing(Failure why) {
        return with(
                step, attempt, outcome, facts, steps, Optional.of(why), wakeAt, owner, generation, updatedAt, endedAt);
    }

    /** What failed is undone, and the work goes on. */
    public Operation recovered() {
        return with(
                step, attempt, outcome, facts, steps, Optional.empty(), wakeAt, owner, generation, updatedAt, endedAt);
    }

    public Operation ended(Outcome how, String host, long now) {
        return with(
                step,
                attempt,
                Optional.of(how),
                facts,
                closed(how == Outcome.SUCCEEDED, host, now),
                failure,
                Optional.empty(),
                owner,
                generation,
                now,
                Optional.of(now));
    }

    /** Driven by another from here on. */
    public Operation ownedBy(Owner newOwner) {
        return with(step, attempt, outcome, facts, steps, failure, wakeAt, newOwner, generation, updatedAt, endedAt);
    }

    /** As the row is after a write. */
    Operation written(long newGeneration) {
        return with(step, attempt, outcome, facts, steps, failure, wakeAt, owner, newGeneration, updatedAt, endedAt);
    }

    private ArrayList<StepRecord> closed(boolean well, String host, long now) {
        var history = new ArrayList<StepRecord>(steps.size() + 1);
        for (StepRecord each : steps) {
            history.add(
                    each.open()
                            ? each.ended(
                                    now, well, host, failure.map(Failure::whole).orElse(""))
                            : each);
        }
        return history;
    }

    private Operation with(
            String step,
            int attempt,
            Optional<Outcome> outcome,
            String facts,
            List<StepRecord> steps,
            Optional<Failure> failure,
            Optional<Long> wakeAt,
            Owner owner,
            long generation,
            long updatedAt,
            Optional<Long> endedAt) {
        return new Operation(
                id,
                kind,
                subject,
                project,
                user,
                traceId,
                step,
                attempt,
                outcome,
                facts,
                steps,
                failure,
                wakeAt,
                deadline,
                owner,
                generation,
                createdAt,
                updatedAt,
                endedAt);
    }
}
