package kilonova.control.server;

import java.util.Optional;
import kilonova.control.operation.OperationId;

/**
 * The three axes of a server, and its history: where it rests, what its open operation is doing, what was observed.
 *
 * @param launchedAt when the guest first ran, {@code terminatedAt} when it ended, {@code deletedAt} when the server did;
 *     microseconds
 */
record ServerState(
        RestingState rests,
        Optional<Phase> phase,
        Power power,
        Optional<OperationId> operation,
        Optional<Fault> fault,
        Optional<Long> launchedAt,
        Optional<Long> terminatedAt,
        Optional<Long> deletedAt) {

    ServerState during(OperationId open, Phase doing) {
        return new ServerState(
                rests, Optional.of(doing), power, Optional.of(open), fault, launchedAt, terminatedAt, deletedAt);
    }

    /** An operation is open, and nothing of what a user asked for is being done. */
    ServerState cleared(OperationId open) {
        return new ServerState(rests, phase, power, Optional.of(open), fault, launchedAt, terminatedAt, deletedAt);
    }

    /** No operation is open any more. */
    ServerState resting(RestingState now) {
        return new ServerState(
                now, Optional.empty(), power, Optional.empty(), fault, launchedAt, terminatedAt, deletedAt);
    }

    ServerState observed(Power now) {
        return new ServerState(rests, phase, now, operation, fault, launchedAt, terminatedAt, deletedAt);
    }

    ServerState faulty(Fault why) {
        return new ServerState(rests, phase, power, operation, Optional.of(why), launchedAt, terminatedAt, deletedAt);
    }

    ServerState healthy() {
        return new ServerState(rests, phase, power, operation, Optional.empty(), launchedAt, terminatedAt, deletedAt);
    }

    ServerState launched(long at) {
        return new ServerState(
                rests, phase, power, operation, fault, launchedAt.or(() -> Optional.of(at)), terminatedAt, deletedAt);
    }

    ServerState deleted(long at) {
        return new ServerState(
                RestingState.DELETED,
                Optional.empty(),
                Power.NONE,
                Optional.empty(),
                fault,
                launchedAt,
                Optional.of(at),
                Optional.of(at));
    }
}
