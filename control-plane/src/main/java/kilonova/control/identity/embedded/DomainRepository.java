package kilonova.control.identity.embedded;

import static kilonova.control.store.tables.Tables.IDENTITY_DOMAIN;

import java.util.List;
import java.util.Optional;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.IdentityDomainRecord;
import org.jooq.impl.DSL;

/** Domains as rows. */
final class DomainRepository {

    Optional<Domain> find(Tx tx, String id) {
        return tx.sql()
                .selectFrom(IDENTITY_DOMAIN)
                .where(IDENTITY_DOMAIN.ID.eq(id))
                .fetchOptional(DomainRepository::domain);
    }

    Optional<Domain> named(Tx tx, String name) {
        return tx.sql()
                .selectFrom(IDENTITY_DOMAIN)
                .where(IDENTITY_DOMAIN.NAME.eq(name))
                .fetchOptional(DomainRepository::domain);
    }

    /** @param name the exact name; empty for all */
    Page<Domain> list(Tx tx, String name, Page.Ask ask) {
        List<Domain> rows = tx.sql()
                .selectFrom(IDENTITY_DOMAIN)
                .where(name.isEmpty() ? DSL.noCondition() : IDENTITY_DOMAIN.NAME.eq(name))
                .and(IDENTITY_DOMAIN.ID.gt(ask.after()))
                .orderBy(IDENTITY_DOMAIN.ID)
                .limit(ask.rows())
                .fetch(DomainRepository::domain);
        return Page.of(rows, ask, Domain::id);
    }

    void insert(Tx tx, Domain domain) {
        tx.sql()
                .insertInto(IDENTITY_DOMAIN)
                .set(IDENTITY_DOMAIN.ID, domain.id())
                .set(IDENTITY_DOMAIN.NAME, domain.name())
                .set(IDENTITY_DOMAIN.DESCRIPTION, domain.description())
                .set(IDENTITY_DOMAIN.ENABLED, domain.enabled())
                .execute();
    }

    private static Domain domain(IdentityDomainRecord row) {
        return new Domain(row.getId(), row.getName(), row.getDescription(), row.getEnabled());
    }
}
