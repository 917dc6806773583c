package kilonova.control.operation;

import static kilonova.control.store.tables.Tables.OPERATION;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.replica.Owner;
import kilonova.control.store.Change;
import kilonova.control.store.Json;
import kilonova.control.store.LostRace;
import kilonova.control.store.Rows;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.OperationRecord;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Rows of operations. */
final class OperationRepository {
    static final String KIND = "operation";
    /** Payload of the change that ends an operation. */
    static final String ENDED = "ended";

    /** As a range, which every database finds in the index of open subjects. */
    private static final Condition OPEN = OPERATION.OPEN_SUBJECT.gt("");

    private static final Rows<OperationRecord> ROWS = new Rows<>(OPERATION);
    private static final TypeReference<List<StepRecord>> STEPS = new TypeReference<>() {};

    Optional<Operation> find(Tx tx, OperationId id) {
        return ROWS.find(tx, ROWS.row().setId(id.toString())).map(OperationRepository::operation);
    }

    List<Operation> find(Tx tx, Collection<OperationId> ids) {
        return tx.sql()
                .selectFrom(OPERATION)
                .where(OPERATION.ID.in(ids.stream().map(OperationId::toString).toList()))
                .fetch(OperationRepository::operation);
    }

    Optional<Operation> openOn(Tx tx, Subject subject) {
        return ROWS.find(tx, ROWS.row().setOpenSubject(subject.toString())).map(OperationRepository::operation);
    }

    Optional<Operation> firstOn(Tx tx, Subject subject) {
        return tx.sql()
                .selectFrom(OPERATION)
                .where(OPERATION.SUBJECT.eq(subject.toString()))
                .orderBy(OPERATION.CREATED_AT, OPERATION.ID)
                .limit(1)
                .fetchOptional(OperationRepository::operation);
    }

    /** Every open operation, oldest first. */
    List<Operation> open(Tx tx) {
        return tx.sql()
                .selectFrom(OPERATION)
                .where(OPEN)
                .orderBy(OPERATION.CREATED_AT, OPERATION.ID)
                .fetch(OperationRepository::operation);
    }

    /** Open ones of this replica that were left alone since. Oldest first. */
    List<Operation> leftAlone(Tx tx, String replica, long sinceMicros, int limit) {
        return tx.sql()
                .selectFrom(OPERATION)
                .where(OPEN)
                .and(OPERATION.REPLICA_ID.eq(replica))
                .and(OPERATION.UPDATED_AT.lt(sinceMicros))
                .and(OPERATION.WAKE_AT.isNull().or(OPERATION.WAKE_AT.lt(sinceMicros)))
                .orderBy(OPERATION.CREATED_AT, OPERATION.ID)
                .limit(limit)
                .fetch(OperationRepository::operation);
    }

    /** Open ones of no replica among these. Oldest first. */
    List<Operation> orphans(Tx tx, String replica, Set<String> others, Optional<Operation> after, int limit) {
        Condition where = OPEN.and(OPERATION.REPLICA_ID.ne(replica)).and(OPERATION.REPLICA_ID.notIn(others));
        if (after.isPresent()) {
            Operation last = after.get();
            where = where.and(DSL.row(OPERATION.CREATED_AT, OPERATION.ID)
                    .gt(last.createdAt(), last.id().toString()));
        }
        return tx.sql()
                .selectFrom(OPERATION)
                .where(where)
                .orderBy(OPERATION.CREATED_AT, OPERATION.ID)
                .limit(limit)
                .fetch(OperationRepository::operation);
    }

    int count(Tx tx) {
        return tx.sql().fetchCount(OPERATION);
    }

    List<Operation> list(Tx tx, OperationQuery query, int limit) {
        Condition where = DSL.noCondition();
        if (query.project().isPresent()) {
            where = where.and(OPERATION.PROJECT_ID.eq(query.project().get().value()));
        }
        if (query.subject().isPresent()) {
            where = where.and(OPERATION.SUBJECT.eq(query.subject().get().toString()));
        }
        if (query.openOnly()) {
            where = where.and(OPEN);
        }
        if (query.traceId().isPresent()) {
            where = where.and(OPERATION.TRACE_ID.eq(query.traceId().get()));
        }
        if (query.changedSince().isPresent()) {
            where = where.and(OPERATION.UPDATED_AT.ge(query.changedSince().get()));
        }
        if (query.changedBefore().isPresent()) {
            where = where.and(OPERATION.UPDATED_AT.le(query.changedBefore().get()));
        }
        if (query.after().isPresent()) {
            Operation last = query.after().get();
            where = where.and(DSL.row(OPERATION.CREATED_AT, OPERATION.ID)
                    .lt(last.createdAt(), last.id().toString()));
        }
        return tx.sql()
                .selectFrom(OPERATION)
                .where(where)
                .orderBy(OPERATION.CREATED_AT.desc(), OPERATION.ID.desc())
                .limit(limit)
                .fetch(OperationRepository::operation);
    }

    void insert(Tx tx, Operation operation) {
        OperationRecord row = row(operation, 1);
        ROWS.insert(tx, row);
        tx.changed(
                Change.of(KIND, operation.id().toString(), operation.project().value(), 1));
    }

    /** Writes {@code next} where nobody wrote since {@code seen}; throws LostRace otherwise. */
    Operation replace(Tx tx, Operation seen, Operation next) {
        long generation = seen.generation() + 1;
        var row = ROWS.row();
        row.setStep(next.step());
        row.setAttempt(next.attempt());
        row.setSteps(Json.write(next.steps()));
        row.setWakeAt(next.wakeAt().orElse(null));
        row.setGeneration(generation);
        row.setUpdatedAt(next.updatedAt());
        // What is not set is not written, nor are its indexes.
        if (!next.owner().equals(seen.owner())) {
            row.setReplicaId(next.owner().replica());
            row.setReplicaEpoch(next.owner().epoch());
        }
        if (!next.facts().equals(seen.facts())) {
            row.setFacts(next.facts());
        }
        if (!next.failure().equals(seen.failure())) {
            row.setFailure(next.failure().map(Json::write).orElse(null));
        }
        if (!next.open()) {
            row.setOpenSubject(null);
            row.setOutcome(next.outcome().map(Enum::name).orElse(null));
            row.setEndedAt(next.endedAt().orElse(null));
        }
        var unmoved = ROWS.row().setId(seen.id().toString()).setGeneration(seen.generation());
        if (ROWS.update(tx, row, unmoved) == 0) {
            throw new LostRace(KIND, seen.id().toString());
        }
        Change change = Change.of(KIND, next.id().toString(), next.project().value(), generation);
        tx.changed(next.open() ? change : change.with(ENDED));
        return next.written(generation);
    }

    private static OperationRecord row(Operation operation, long generation) {
        var row = ROWS.row();
        row.setId(operation.id().toString());
        row.setKind(operation.kind());
        row.setSubject(operation.subject().toString());
        row.setOpenSubject(operation.open() ? operation.subject().toString() : null);
        row.setProjectId(operation.project().value());
        row.setUserId(operation.user().value());
        row.setTraceId(operation.traceId());
        row.setStep(operation.step());
        row.setAttempt(operation.attempt());
        row.setOutcome(operation.outcome().map(Enum::name).orElse(null));
        row.setFacts(operation.facts());
        row.setSteps(Json.write(operation.steps()));
        row.setFailure(operation.failure().map(Json::write).orElse(null));
        row.setWakeAt(operation.wakeAt().orElse(null));
        row.setDeadline(operation.deadline());
        row.setReplicaId(operation.owner().replica());
        row.setReplicaEpoch(operation.owner().epoch());
        row.setGeneration(generation);
        row.setCreatedAt(operation.createdAt());
        row.setUpdatedAt(operation.updatedAt());
        row.setEndedAt(operation.endedAt().orElse(null));
        return row;
    }

    private static Operation operation(OperationRecord row) {
        return new Operation(
                new OperationId(UUID.fromString(row.getId())),
                row.getKind(),
                Subject.parse(row.getSubject()),
                new ProjectId(row.getProjectId()),
                new UserId(row.getUserId()),
                row.getTraceId(),
                row.getStep(),
                row.getAttempt(),
                Optional.ofNullable(row.getOutcome()).map(Outcome::valueOf),
                row.getFacts(),
                Json.read(row.getSteps(), STEPS),
                Optional.ofNullable(row.getFailure()).map(text -> Json.read(text, Failure.class)),
                Optional.ofNullable(row.getWakeAt()),
                row.getDeadline(),
                new Owner(row.getReplicaId(), row.getReplicaEpoch()),
                row.getGeneration(),
                row.getCreatedAt(),
                row.getUpdatedAt(),
                Optional.ofNullable(row.getEndedAt()));
    }
}
