package kilonova.control.identity.embedded;

import static kilonova.control.store.tables.Tables.IDENTITY_DOMAIN;
import static kilonova.control.store.tables.Tables.IDENTITY_USER;

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

/** Users as rows. */
final class UserRepository {
    static final String KIND = "user";

    /** Which users to list; what is empty does not count. */
    record Filter(String name, String domain, Optional<Boolean> enabled) {}

    Optional<User> find(Tx tx, UserId id) {
        return select(tx).where(IDENTITY_USER.ID.eq(id.value())).fetchOptional(UserRepository::user);
    }

    User get(Tx tx, UserId id) {
        return find(tx, id).orElseThrow(() -> new Problem.NotFound(KIND, id.value()).raise());
    }

    Optional<User> named(Tx tx, String domain, String name) {
        return select(tx)
                .where(IDENTITY_USER.DOMAIN_ID.eq(domain))
                .and(IDENTITY_USER.NAME.eq(name))
                .fetchOptional(UserRepository::user);
    }

    Page<User> list(Tx tx, Filter filter, Page.Ask ask) {
        List<User> rows = select(tx)
                .where(condition(filter))
                .and(IDENTITY_USER.ID.gt(ask.after()))
                .orderBy(IDENTITY_USER.ID)
                .limit(ask.rows())
                .fetch(UserRepository::user);
        return Page.of(rows, ask, user -> user.id().value());
    }

    private static Condition condition(Filter filter) {
        Condition all = filter.name().isEmpty() ? DSL.noCondition() : IDENTITY_USER.NAME.eq(filter.name());
        if (!filter.domain().isEmpty()) {
            all = all.and(IDENTITY_USER.DOMAIN_ID.eq(filter.domain()));
        }
        return filter.enabled().isPresent()
                ? all.and(IDENTITY_USER.ENABLED.eq(filter.enabled().get()))
                : all;
    }

    /** Raises Duplicate when the name is taken. */
    void insert(Tx tx, User user) {
        try {
            tx.sql()
                    .insertInto(IDENTITY_USER)
                    .set(IDENTITY_USER.ID, user.id().value())
                    .set(IDENTITY_USER.DOMAIN_ID, user.domain())
                    .set(IDENTITY_USER.NAME, user.name())
                    .set(IDENTITY_USER.DESCRIPTION, user.profile().description())
                    .set(IDENTITY_USER.EMAIL, user.profile().email())
                    .set(IDENTITY_USER.ENABLED, user.enabled())
                    .set(IDENTITY_USER.DEFAULT_PROJECT_ID, defaultProject(user))
                    .set(IDENTITY_USER.PASSWORD_HASH, user.passwordHash())
                    .set(IDENTITY_USER.PASSWORD_CHANGED_AT, user.passwordChangedMicros())
                    .set(IDENTITY_USER.GENERATION, user.generation())
                    .execute();
        } catch (IntegrityConstraintViolationException taken) {
            throw new Problem.Duplicate(KIND, user.name()).raise();
        }
        tx.changed(Change.of(KIND, user.id().value(), "", user.generation()));
    }

    /** Raises Stale when the row moved on, Duplicate when the name is taken. */
    User replace(Tx tx, User seen, User next) {
        int rows;
        try {
            rows = tx.sql()
                    .update(IDENTITY_USER)
                    .set(IDENTITY_USER.NAME, next.name())
                    .set(IDENTITY_USER.DESCRIPTION, next.profile().description())
                    .set(IDENTITY_USER.EMAIL, next.profile().email())
                    .set(IDENTITY_USER.ENABLED, next.enabled())
                    .set(IDENTITY_USER.DEFAULT_PROJECT_ID, defaultProject(next))
                    .set(IDENTITY_USER.PASSWORD_HASH, next.passwordHash())
                    .set(IDENTITY_USER.PASSWORD_CHANGED_AT, next.passwordChangedMicros())
                    .set(IDENTITY_USER.GENERATION, seen.generation() + 1)
                    .where(IDENTITY_USER.ID.eq(seen.id().value()))
                    .and(IDENTITY_USER.GENERATION.eq(seen.generation()))
                    .execute();
        } catch (IntegrityConstraintViolationException taken) {
            throw new Problem.Duplicate(KIND, next.name()).raise();
        }
        if (rows == 0) {
            throw new LostRace(KIND, seen.id().value());
        }
        tx.changed(Change.of(KIND, seen.id().value(), "", seen.generation() + 1));
        return get(tx, seen.id());
    }

    void delete(Tx tx, User user) {
        String id = user.id().value();
        tx.sql().deleteFrom(IDENTITY_USER).where(IDENTITY_USER.ID.eq(id)).execute();
        tx.changed(Change.deleted(KIND, id, "", user.generation() + 1));
    }

    private static String defaultProject(User user) {
        return user.profile().defaultProject().map(ProjectId::value).orElse("");
    }

    private static SelectOnConditionStep<Record> select(Tx tx) {
        return tx.sql()
                .select(IDENTITY_USER.asterisk())
                .select(IDENTITY_DOMAIN.NAME)
                .from(IDENTITY_USER)
                .join(IDENTITY_DOMAIN)
                .on(IDENTITY_DOMAIN.ID.eq(IDENTITY_USER.DOMAIN_ID));
    }

    private static User user(Record row) {
        return new User(
                new UserId(row.get(IDENTITY_USER.ID)),
                row.get(IDENTITY_USER.DOMAIN_ID),
                row.get(IDENTITY_DOMAIN.NAME),
                row.get(IDENTITY_USER.NAME),
                new User.Profile(
                        row.get(IDENTITY_USER.DESCRIPTION),
                        row.get(IDENTITY_USER.EMAIL),
                        Optional.of(row.get(IDENTITY_USER.DEFAULT_PROJECT_ID))
                                .filter(id -> !id.isEmpty())
                                .map(ProjectId::new)),
                row.get(IDENTITY_USER.ENABLED),
                row.get(IDENTITY_USER.PASSWORD_HASH),
                row.get(IDENTITY_USER.PASSWORD_CHANGED_AT),
                row.get(IDENTITY_USER.GENERATION));
    }
}
