package kilonova.control.operation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kilonova.control.replica.Owner;
import kilonova.control.store.Tx;

/** Operations as rows: begun, moved and ended by workflows, read by everyone. */
public final class Operations {
    /** The change log's word for an operation. */
    public static final String KIND = OperationRepository.KIND;

    private final OperationRepository repository = new OperationRepository();
    private final Pace pace = new Pace();

    /** Writes a new operation. The unique subject refuses a second open one. */
    public void begin(Tx tx, Operation operation) {
        repository.insert(tx, operation);
    }

    /** Writes {@code next}, unless somebody else wrote since {@code seen}: then throws LostRace. */
    public Operation replace(Tx tx, Operation seen, Operation next) {
        if (next.outcome().equals(Optional.of(Outcome.SUCCEEDED))) {
            tx.afterCommit(() -> pace.ended(next.kind(), next.updatedAt() - next.createdAt()));
        }
        return repository.replace(tx, seen, next);
    }

    /** When it is expected to end, microseconds; empty when that is over, or nobody knows. */
    Optional<Long> expectedEnd(Operation operation, long nowMicros) {
        return pace.expectedEnd(operation, nowMicros);
    }

    public Optional<Operation> find(Tx tx, OperationId id) {
        return repository.find(tx, id);
    }

    /** Those of the ids that there are: one statement. */
    public List<Operation> find(Tx tx, Collection<OperationId> ids) {
        return repository.find(tx, ids);
    }

    public Optional<Operation> openOn(Tx tx, Subject subject) {
        return repository.openOn(tx, subject);
    }

    /** The operation that made the subject. */
    public Optional<Operation> firstOn(Tx tx, Subject subject) {
        return repository.firstOn(tx, subject);
    }

    /** Every open operation, oldest first. */
    public List<Operation> open(Tx tx) {
        return repository.open(tx);
    }

    /**
     * Open ones of this replica that perhaps nobody drives: they were not written since, and are due. Oldest first.
     */
    public List<Operation> leftAlone(Tx tx, Owner me, long sinceMicros, int limit) {
        return repository.leftAlone(tx, me.replica(), sinceMicros, limit);
    }

    /** Open ones that neither this replica drives nor any of the others that live, as far as one can see; oldest first. */
    public List<Operation> orphans(Tx tx, Owner me, Set<String> others, Optional<Operation> after, int limit) {
        return repository.orphans(tx, me.replica(), others, after, limit);
    }

    /** Makes an operation that was found adrift one's own. Empty when another was quicker, or it ended meanwhile. */
    public Optional<Operation> take(Tx tx, Operation seen, Owner me) {
        return repository
                .find(tx, seen.id())
                .filter(Operation::open)
                .filter(now -> now.owner().equals(seen.owner()))
                .map(now -> repository.replace(tx, now, now.ownedBy(me)));
    }

    /** How many there ever were. */
    public int count(Tx tx) {
        return repository.count(tx);
    }

    public List<Operation> list(Tx tx, OperationQuery query, int limit) {
        return repository.list(tx, query, limit);
    }
}
