package kilonova.control.network.embedded;

import static kilonova.control.store.tables.Tables.NETWORK;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Change;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.NetworkRecord;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Rows in, records out. */
final class NetworkRepository {
    private static final String KIND = "network";

    private final RowListing<NetworkRecord> listing = new RowListing<>(NETWORK, NETWORK.ID)
            .text("name", NETWORK.NAME)
            .text("project_id", NETWORK.PROJECT_ID)
            .text("description", NETWORK.DESCRIPTION)
            .flag("admin_up", NETWORK.ADMIN_UP)
            .flag("shared", NETWORK.IS_SHARED)
            .flag("external", NETWORK.IS_EXTERNAL)
            .number("mtu", NETWORK.MTU)
            .flag("port_security", NETWORK.PORT_SECURITY)
            .filter("status", values -> values.contains("ACTIVE") ? DSL.noCondition() : DSL.falseCondition())
            .time("created_at", NETWORK.CREATED_AT)
            .time("updated_at", NETWORK.UPDATED_AT);

    Optional<Network> find(Tx tx, String id) {
        return tx.sql().selectFrom(NETWORK).where(NETWORK.ID.eq(id)).fetchOptional(NetworkRepository::network);
    }

    /** As {@link #find}, and nobody else changes the network, its subnets or its ports until the transaction ends. */
    Optional<Network> hold(Tx tx, String id) {
        int rows = tx.sql()
                .update(NETWORK)
                .set(NETWORK.GENERATION, NETWORK.GENERATION)
                .where(NETWORK.ID.eq(id))
                .execute();
        return rows == 0 ? Optional.empty() : find(tx, id);
    }

    ListQuery.Page<Network> page(Tx tx, Principal who, ListQuery query) {
        var page = listing.page(tx, visible(who), query);
        return page.said(page.rows().stream().map(NetworkRepository::network).toList());
    }

    /** Networks that the project may put ports on: its own and shared ones, by name. */
    List<Network> usable(Tx tx, ProjectId project) {
        return tx.sql()
                .selectFrom(NETWORK)
                .where(NETWORK.PROJECT_ID.eq(project.value()).or(NETWORK.IS_SHARED.isTrue()))
                .orderBy(NETWORK.NAME, NETWORK.ID)
                .fetch(NetworkRepository::network);
    }

    void insert(Tx tx, Network network) {
        tx.sql().insertInto(NETWORK).set(row(tx, network)).execute();
        tx.changed(Change.of(KIND, network.id(), network.project().value(), network.generation()));
    }

    void replace(Tx tx, Network next) {
        tx.sql()
                .update(NETWORK)
                .set(row(tx, next))
                .where(NETWORK.ID.eq(next.id()))
                .execute();
        tx.changed(Change.of(KIND, next.id(), next.project().value(), next.generation()));
    }

    void delete(Tx tx, Network network) {
        tx.sql().deleteFrom(NETWORK).where(NETWORK.ID.eq(network.id())).execute();
        tx.changed(Change.deleted(KIND, network.id(), network.project().value(), network.generation() + 1));
    }

    private static Condition visible(Principal who) {
        return NetworkAccess.admin(who)
                ? DSL.noCondition()
                : NETWORK.PROJECT_ID
                        .eq(who.projectOrNone().value())
                        .or(NETWORK.IS_SHARED.isTrue())
                        .or(NETWORK.IS_EXTERNAL.isTrue());
    }

    private static NetworkRecord row(Tx tx, Network network) {
        NetworkRecord row = tx.sql().newRecord(NETWORK);
        Network.Facts facts = network.facts();
        row.setId(network.id());
        row.setName(facts.name());
        row.setProjectId(network.project().value());
        row.setDescription(facts.description());
        row.setAdminUp(facts.adminUp());
        row.setIsShared(facts.shared());
        row.setIsExternal(facts.external());
        row.setMtu(facts.mtu());
        row.setPortSecurity(facts.portSecurity());
        row.setCreatedAt(network.createdAt());
        row.setUpdatedAt(network.updatedAt());
        row.setGeneration(network.generation());
        return row;
    }

    private static Network network(NetworkRecord row) {
        return new Network(
                row.getId(),
                new ProjectId(row.getProjectId()),
                new Network.Facts(
                        row.getName(),
                        row.getDescription(),
                        row.getAdminUp(),
                        row.getIsShared(),
                        row.getIsExternal(),
                        row.getMtu(),
                        row.getPortSecurity()),
                row.getCreatedAt(),
                row.getUpdatedAt(),
                row.getGeneration());
    }
}
