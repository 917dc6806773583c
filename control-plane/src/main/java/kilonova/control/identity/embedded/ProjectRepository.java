package kilonova.control.identity.embedded;

import static kilonova.control.store.tables.Tables.IDENTITY_ASSIGNMENT;
import static kilonova.control.store.tables.Tables.IDENTITY_DOMAIN;
import static kilonova.control.store.tables.Tables.IDENTITY_PROJECT;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.Change;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;

/** Projects as rows. */
final class ProjectRepository {
    static final String KIND = "project";

    /** Which projects to list; what is empty does not count. */
    record Filter(String name, String domain, Optional<UserId> member, Optional<Boolean> enabled) {}

    Optional<Project> find(Tx tx, ProjectId id) {
        return select(tx).where(IDENTITY_PROJECT.ID.eq(id.value())).fetchOptional(ProjectRepository::project);
    }

    Project get(Tx tx, ProjectId id) {
        return find(tx, id).orElseThrow(() -> new Problem.NotFound(KIND, id.value()).raise());
    }

    Optional<Project> named(Tx tx, String domain, String name) {
        return select(tx)
                .where(IDENTITY_PROJECT.DOMAIN_ID.eq(domain))
                .and(IDENTITY_PROJECT.NAME.eq(name))
                .fetchOptional(ProjectRepository::project);
    }

    Page<Project> list(Tx tx, Filter filter, Page.Ask ask) {
        List<Project> rows = select(tx)
                .where(condition(filter))
                .and(IDENTITY_PROJECT.ID.gt(ask.after()))
                .orderBy(IDENTITY_PROJECT.ID)
                .limit(ask.rows())
                .fetch(ProjectRepository::project);
        return Page.of(rows, ask, project -> project.id().value());
    }

    private static Condition condition(Filter filter) {
        Condition all = filter.name().isEmpty() ? DSL.noCondition() : IDENTITY_PROJECT.NAME.eq(filter.name());
        if (!filter.domain().isEmpty()) {
            all = all.and(IDENTITY_PROJECT.DOMAIN_ID.eq(filter.domain()));
        }
        if (filter.enabled().isPresent()) {
            all = all.and(IDENTITY_PROJECT.ENABLED.eq(filter.enabled().get()));
        }
        if (filter.member().isPresent()) {
            all = all.and(IDENTITY_PROJECT.ID.in(DSL.select(IDENTITY_ASSIGNMENT.SCOPE_ID)
                    .from(IDENTITY_ASSIGNMENT)
                    .where(IDENTITY_ASSIGNMENT.USER_ID.eq(filter.member().get().value()))));
        }
        return all;
    }

    /** Raises Duplicate when the name is taken. */
    void insert(Tx tx, Project project) {
        try {
            tx.sql()
                    .insertInto(IDENTITY_PROJECT)
                    .set(IDENTITY_PROJECT.ID, project.id().value())
                    .set(IDENTITY_PROJECT.DOMAIN_ID, project.domain())
                    .set(IDENTITY_PROJECT.NAME, project.name())
                    .set(IDENTITY_PROJECT.DESCRIPTION, project.description())
                    .set(IDENTITY_PROJECT.ENABLED, project.enabled())
                    .set(IDENTITY_PROJECT.GENERATION, project.generation())
                    .execute();
        } catch (IntegrityConstraintViolationException taken) {
            throw new Problem.Duplicate(KIND, project.name()).raise();
        }
        tx.changed(Change.of(KIND, project.id().value(), project.id().value(), project.generation()));
    }

    /** Raises Stale when the row moved on, Duplicate when the name is taken. */
    Project replace(Tx tx, Project seen, Project next) {
        int rows;
        try {
            rows = tx.sql()
                    .update(IDENTITY_PROJECT)
                    .set(IDENTITY_PROJECT.NAME, next.name())
                    .set(IDENTITY_PROJECT.DESCRIPTION, next.description())
                    .set(IDENTITY_PROJECT.ENABLED, next.enabled())
                    .set(IDENTITY_PROJECT.GENERATION, seen.generation() + 1)
                    .where(IDENTITY_PROJECT.ID.eq(seen.id().value()))
                    .and(IDENTITY_PROJECT.GENERATION.eq(seen.generation()))
                    .execute();
        } catch (IntegrityConstraintViolationException taken) {
            throw new Problem.Duplicate(KIND, next.name()).raise();
        }
        if (rows == 0) {
            throw new LostRace(KIND, seen.id().value());
        }
        tx.changed(Change.of(KIND, seen.id().value(), seen.id().value(), seen.generation() + 1));
        return get(tx, seen.id());
    }

    void delete(Tx tx, Project project) {
        String id = project.id().value();
        tx.sql().deleteFrom(IDENTITY_PROJECT).where(IDENTITY_PROJECT.ID.eq(id)).execute();
        tx.changed(Change.deleted(KIND, id, id, project.generation() + 1));
    }

    private static SelectOnConditionStep<Record> select(Tx tx) {
        return tx.sql()
                .select(IDENTITY_PROJECT.asterisk())
                .select(IDENTITY_DOMAIN.NAME)
                .from(IDENTITY_PROJECT)
                .join(IDENTITY_DOMAIN)
                .on(IDENTITY_DOMAIN.ID.eq(IDENTITY_PROJECT.DOMAIN_ID));
    }

    static Project project(Record row) {
        return new Project(
                new ProjectId(row.get(IDENTITY_PROJECT.ID)),
                row.get(IDENTITY_PROJECT.DOMAIN_ID),
                row.get(IDENTITY_DOMAIN.NAME),
                row.get(IDENTITY_PROJECT.NAME),
                row.get(IDENTITY_PROJECT.DESCRIPTION),
                row.get(IDENTITY_PROJECT.ENABLED),
                row.get(IDENTITY_PROJECT.GENERATION));
    }
}
