package kilonova.control.server;

import static kilonova.control.store.tables.Tables.SERVER;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.operation.OperationId;
import kilonova.control.store.Drafts;
import kilonova.control.store.Json;
import kilonova.control.store.LostRace;
import kilonova.control.store.Readings;
import kilonova.control.store.Rows;
import kilonova.control.store.TextSearch;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.ServerRecord;

/** Rows of servers. */
final class ServerRepository {
    private static final TypeReference<List<Interface>> INTERFACES = new TypeReference<>() {};

    private static final Rows<ServerRecord> ROWS = ServerColumns.ROWS;

    /** Many servers have one flavor, written the same each time. */
    private static final Readings<ServerFlavor> FLAVORS = new Readings<>(ServerFlavor.class);

    private final Drafts<Server> drafts = new Drafts<>(ServerRepository::write);

    Optional<Server> find(Tx tx, ServerId id) {
        return find(tx, id.toString());
    }

    Optional<Server> find(Tx tx, String id) {
        return drafts.find(tx, id, () -> ROWS.find(tx, ROWS.row().setId(id)).map(ServerRepository::server));
    }

    List<Server> find(Tx tx, Collection<String> ids) {
        drafts.flush(tx);
        return ROWS.fetch(
                tx, tx.sql().select(ROWS.read()).from(SERVER).where(SERVER.ID.in(ids)), ServerRepository::server);
    }

    /** Ids of what is not deleted, in order of id. */
    List<String> ids(Tx tx, Optional<ProjectId> project, String after, int limit) {
        drafts.flush(tx);
        return tx.sql()
                .select(SERVER.ID)
                .from(SERVER)
                .where(SERVER.ID.gt(after))
                .and(SERVER.DELETED_AT.isNull())
                .and(project.map(each -> SERVER.PROJECT_ID.eq(each.value())).orElse(org.jooq.impl.DSL.noCondition()))
                .orderBy(SERVER.ID)
                .limit(limit)
                .fetch(SERVER.ID);
    }

    /** The servers of one batch, in the order in which they were made. */
    List<Server> reserved(Tx tx, ProjectId project, String reservation) {
        drafts.flush(tx);
        return tx
                .sql()
                .selectFrom(SERVER)
                .where(SERVER.RESERVATION_ID.eq(reservation))
                .and(SERVER.PROJECT_ID.eq(project.value()))
                .fetch(ServerRepository::server)
                .stream()
                .sorted(Comparator.comparingInt(server -> server.details().launchIndex()))
                .toList();
    }

    /** Every server there ever was, by id. */
    List<Server> census(Tx tx) {
        drafts.flush(tx);
        return tx.sql().selectFrom(SERVER).orderBy(SERVER.ID).fetch(ServerRepository::server);
    }

    /** Ids of servers that are to have a guest on the host. */
    List<String> onHost(Tx tx, String hostId) {
        drafts.flush(tx);
        return tx.sql()
                .select(SERVER.ID)
                .from(SERVER)
                .where(SERVER.HOST_ID.eq(hostId))
                .fetch(SERVER.ID);
    }

    /** Ids of servers on the host with an operation open. */
    List<String> movingOn(Tx tx, String hostId) {
        drafts.flush(tx);
        return tx.sql()
                .select(SERVER.ID)
                .from(SERVER)
                .where(SERVER.HOST_ID.eq(hostId))
                .and(SERVER.OPERATION_ID.isNotNull())
                .orderBy(SERVER.ID)
                .fetch(SERVER.ID);
    }

    /** Whether one of these servers was made from the image. */
    boolean anyMadeFrom(Tx tx, Collection<String> ids, String imageId) {
        drafts.flush(tx);
        return tx.sql()
                .select(SERVER.ID)
                .from(SERVER)
                .where(SERVER.ID.in(ids))
                .and(SERVER.IMAGE_ID.eq(imageId))
                .limit(1)
                .fetchOptional()
                .isPresent();
    }

    /** One more than the page, so that the last page is known as such. */
    List<Server> list(Tx tx, ServerQuery query) {
        drafts.flush(tx);
        if (query.searched().isEmpty()) {
            var page = tx.sql()
                    .select(ROWS.read())
                    .from(SERVER)
                    .where(query.condition())
                    .orderBy(query.ordering().order())
                    .limit(query.limit() + 1);
            return ROWS.fetch(tx, page, ServerRepository::server);
        }
        return TextSearch.blaming(query.searched(), () -> tx.sql()
                .selectFrom(SERVER)
                .where(query.condition())
                .orderBy(query.ordering().order())
                .limit(query.limit() + 1)
                .queryTimeout(TextSearch.PATIENCE_SECONDS)
                .fetch(ServerRepository::server));
    }

    void insert(Tx tx, Server server) {
        ROWS.insert(tx, ServerColumns.whole(server));
        tx.changed(ServerNews.change(server.written(1, server.updatedAt())));
    }

    /**
     * Writes what moves in a server's life, at the end of the transaction; a lost race, now or then, when somebody wrote
     * since {@code seen}. The generation grows by one, however often the transaction writes.
     */
    Server replace(Tx tx, Server seen, Server next, long now) {
        String id = seen.id().toString();
        Server known = drafts.known(tx, id);
        if (known != null && known.generation() != seen.generation()) {
            throw new LostRace(Servers.KIND, id);
        }
        long generation = drafts.written(tx, id) ? seen.generation() : seen.generation() + 1;
        Server written = next.written(generation, now);
        drafts.replace(tx, id, seen, written);
        return written;
    }

    private static void write(Tx tx, Server seen, Server next) {
        var unmoved = ROWS.row().setId(seen.id().toString()).setGeneration(seen.generation());
        if (ROWS.update(tx, ServerColumns.moved(seen, next), unmoved) == 0) {
            throw new LostRace("server", seen.id().toString());
        }
        tx.changed(ServerNews.change(seen, next));
    }

    private static Server server(ServerRecord row) {
        return new Server(
                new ServerId(UUID.fromString(row.getId())),
                new ProjectId(row.getProjectId()),
                new UserId(row.getUserId()),
                row.getName(),
                row.getReservationId(),
                FLAVORS.of(row.getFlavor()),
                Json.read(row.getDetails(), ServerDetails.class),
                new ServerState(
                        RestingState.valueOf(row.getResting()),
                        Optional.ofNullable(row.getPhase()).map(Phase::valueOf),
                        Power.valueOf(row.getPower()),
                        Optional.ofNullable(row.getOperationId())
                                .map(UUID::fromString)
                                .map(OperationId::new),
                        Optional.ofNullable(row.getFault()).map(text -> Json.read(text, Fault.class)),
                        Optional.ofNullable(row.getLaunchedAt()),
                        Optional.ofNullable(row.getTerminatedAt()),
                        Optional.ofNullable(row.getDeletedAt())),
                new ServerPlace(
                        Optional.ofNullable(row.getHostId()),
                        Optional.ofNullable(row.getHostName()),
                        row.getZone(),
                        row.getEpoch(),
                        row.getWishGeneration()),
                row.getObserved().equals(ServerColumns.NOTHING_OBSERVED)
                        ? Observed.NOTHING
                        : Json.read(row.getObserved(), Observed.class),
                row.getInterfaces().equals(ServerColumns.NO_INTERFACES)
                        ? List.of()
                        : Json.read(row.getInterfaces(), INTERFACES),
                Optional.ofNullable(row.getLockedBy()),
                Optional.ofNullable(row.getInjected()),
                Optional.ofNullable(row.getAdminPassword()),
                row.getGeneration(),
                row.getCreatedAt(),
                row.getUpdatedAt());
    }
}
