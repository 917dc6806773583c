package kilonova.control.identity.embedded;

import static kilonova.control.store.tables.Tables.IDENTITY_ASSIGNMENT;
import static kilonova.control.store.tables.Tables.IDENTITY_ROLE;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.Change;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.IdentityRoleRecord;
import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;

/** Roles, and who has them where, as rows. */
final class RoleRepository {
    static final String KIND = "role";
    static final String ASSIGNMENT = "role_assignment";

    /** An assignment as its row: who, where, what. */
    record Held(UserId user, Scope scope, String role) {
        /** Sorts and pages as the rows do: ids hold no character below {@code /}. */
        String key() {
            return user.value() + "/" + scope.text() + "/" + role;
        }
    }

    /** Which assignments to list; what is empty does not count. */
    record Filter(Optional<UserId> user, Optional<Scope> scope, String role) {}

    Optional<Role> find(Tx tx, String id) {
        return tx.sql().selectFrom(IDENTITY_ROLE).where(IDENTITY_ROLE.ID.eq(id)).fetchOptional(RoleRepository::role);
    }

    Role get(Tx tx, String id) {
        return find(tx, id).orElseThrow(() -> new Problem.NotFound(KIND, id).raise());
    }

    Optional<Role> named(Tx tx, String name) {
        return tx.sql()
                .selectFrom(IDENTITY_ROLE)
                .where(IDENTITY_ROLE.NAME.eq(name))
                .fetchOptional(RoleRepository::role);
    }

    List<Role> named(Tx tx, List<String> names) {
        return tx.sql()
                .selectFrom(IDENTITY_ROLE)
                .where(IDENTITY_ROLE.NAME.in(names))
                .orderBy(IDENTITY_ROLE.NAME)
                .fetch(RoleRepository::role);
    }

    /** @param name the exact name; empty for all */
    Page<Role> list(Tx tx, String name, Page.Ask ask) {
        List<Role> rows = tx.sql()
                .selectFrom(IDENTITY_ROLE)
                .where(name.isEmpty() ? DSL.noCondition() : IDENTITY_ROLE.NAME.eq(name))
                .and(IDENTITY_ROLE.ID.gt(ask.after()))
                .orderBy(IDENTITY_ROLE.ID)
                .limit(ask.rows())
                .fetch(RoleRepository::role);
        return Page.of(rows, ask, Role::id);
    }

    /** Raises Duplicate when the name is taken. */
    void insert(Tx tx, Role role) {
        try {
            tx.sql()
                    .insertInto(IDENTITY_ROLE)
                    .set(IDENTITY_ROLE.ID, role.id())
                    .set(IDENTITY_ROLE.NAME, role.name())
                    .set(IDENTITY_ROLE.DESCRIPTION, role.description())
                    .execute();
        } catch (IntegrityConstraintViolationException taken) {
            throw new Problem.Duplicate(KIND, role.name()).raise();
        }
    }

    void delete(Tx tx, Role role) {
        end(tx, IDENTITY_ASSIGNMENT.ROLE_ID.eq(role.id()));
        tx.sql().deleteFrom(IDENTITY_ROLE).where(IDENTITY_ROLE.ID.eq(role.id())).execute();
        tx.changed(Change.deleted(KIND, role.id(), "", 1));
    }

    /** The roles a user was given in a scope, by name; what they imply is not among them. */
    List<Role> held(Tx tx, UserId user, Scope scope) {
        return tx.sql()
                .select(IDENTITY_ROLE.ID, IDENTITY_ROLE.NAME, IDENTITY_ROLE.DESCRIPTION)
                .from(IDENTITY_ASSIGNMENT)
                .join(IDENTITY_ROLE)
                .on(IDENTITY_ROLE.ID.eq(IDENTITY_ASSIGNMENT.ROLE_ID))
                .where(IDENTITY_ASSIGNMENT.USER_ID.eq(user.value()))
                .and(IDENTITY_ASSIGNMENT.SCOPE_ID.eq(scope.text()))
                .orderBy(IDENTITY_ROLE.NAME)
                .fetch(row -> new Role(row.value1(), row.value2(), row.value3()));
    }

    Page<Held> list(Tx tx, Filter filter, Page.Ask ask) {
        Condition all = filter.role().isEmpty() ? DSL.noCondition() : IDENTITY_ASSIGNMENT.ROLE_ID.eq(filter.role());
        if (filter.user().isPresent()) {
            all = all.and(IDENTITY_ASSIGNMENT.USER_ID.eq(filter.user().get().value()));
        }
        if (filter.scope().isPresent()) {
            all = all.and(IDENTITY_ASSIGNMENT.SCOPE_ID.eq(filter.scope().get().text()));
        }
        String[] after = ask.after().split("/", -1);
        if (after.length == 3) {
            all = all.and(
                    DSL.row(IDENTITY_ASSIGNMENT.USER_ID, IDENTITY_ASSIGNMENT.SCOPE_ID, IDENTITY_ASSIGNMENT.ROLE_ID)
                            .gt(after[0], after[1], after[2]));
        } else if (!ask.after().isEmpty()) {
            throw new Problem.Invalid("page_token", "not one of ours (expected: next_page_token of the page before)")
                    .raise();
        }
        List<Held> rows = tx.sql()
                .selectFrom(IDENTITY_ASSIGNMENT)
                .where(all)
                .orderBy(IDENTITY_ASSIGNMENT.USER_ID, IDENTITY_ASSIGNMENT.SCOPE_ID, IDENTITY_ASSIGNMENT.ROLE_ID)
                .limit(ask.rows())
                .fetch(row -> new Held(new UserId(row.getUserId()), Scope.parse(row.getScopeId()), row.getRoleId()));
        return Page.of(rows, ask, Held::key);
    }

    /** Idempotent. */
    void give(Tx tx, Held held) {
        boolean there = tx.sql().fetchExists(IDENTITY_ASSIGNMENT, is(held));
        if (there) {
            return;
        }
        tx.sql()
                .insertInto(IDENTITY_ASSIGNMENT)
                .set(IDENTITY_ASSIGNMENT.USER_ID, held.user().value())
                .set(IDENTITY_ASSIGNMENT.SCOPE_ID, held.scope().text())
                .set(IDENTITY_ASSIGNMENT.ROLE_ID, held.role())
                .execute();
        tx.changed(Change.of(ASSIGNMENT, held.user().value(), project(held.scope()), 1));
    }

    /** Raises NotFound when the user does not have it there. */
    void take(Tx tx, Held held) {
        if (!end(tx, is(held))) {
            throw new Problem.NotFound(ASSIGNMENT, held.key()).raise();
        }
        tx.changed(Change.deleted(ASSIGNMENT, held.user().value(), project(held.scope()), 1));
    }

    void endAllOf(Tx tx, UserId user) {
        end(tx, IDENTITY_ASSIGNMENT.USER_ID.eq(user.value()));
    }

    void endAllIn(Tx tx, ProjectId project) {
        end(tx, IDENTITY_ASSIGNMENT.SCOPE_ID.eq(project.value()));
    }

    private static boolean end(Tx tx, Condition which) {
        return tx.sql().deleteFrom(IDENTITY_ASSIGNMENT).where(which).execute() > 0;
    }

    private static Condition is(Held held) {
        return IDENTITY_ASSIGNMENT
                .USER_ID
                .eq(held.user().value())
                .and(IDENTITY_ASSIGNMENT.SCOPE_ID.eq(held.scope().text()))
                .and(IDENTITY_ASSIGNMENT.ROLE_ID.eq(held.role()));
    }

    private static String project(Scope scope) {
        return scope instanceof Scope.OfProject(var project) ? project.value() : "";
    }

    private static Role role(IdentityRoleRecord row) {
        return new Role(row.getId(), row.getName(), row.getDescription());
    }
}
