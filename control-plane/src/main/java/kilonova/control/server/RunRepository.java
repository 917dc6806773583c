package kilonova.control.server;

import static kilonova.control.store.tables.Tables.SERVER;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Json;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.ServerRecord;
import org.jooq.impl.DSL;

/** Reads no more of a server than its time in the cloud. */
final class RunRepository {
    List<ServerRun> within(
            Tx tx, Optional<ProjectId> project, long from, long until, Optional<ServerRuns.Place> after, int limit) {
        return tx.sql()
                .select(
                        SERVER.ID,
                        SERVER.PROJECT_ID,
                        SERVER.NAME,
                        SERVER.FLAVOR,
                        SERVER.RESTING,
                        SERVER.LAUNCHED_AT,
                        SERVER.TERMINATED_AT)
                .from(SERVER)
                .where(SERVER.LAUNCHED_AT.lt(until))
                .and(SERVER.TERMINATED_AT.isNull().or(SERVER.TERMINATED_AT.gt(from)))
                .and(project.map(each -> SERVER.PROJECT_ID.eq(each.value())).orElse(DSL.noCondition()))
                .and(after.map(place -> SERVER.PROJECT_ID
                                .gt(place.project().value())
                                .or(SERVER.PROJECT_ID
                                        .eq(place.project().value())
                                        .and(SERVER.ID.gt(place.id()))))
                        .orElse(DSL.noCondition()))
                .orderBy(SERVER.PROJECT_ID, SERVER.ID)
                .limit(limit)
                .fetch(row -> run(row.into(SERVER)));
    }

    Optional<ProjectId> project(Tx tx, String id) {
        return tx.sql()
                .select(SERVER.PROJECT_ID)
                .from(SERVER)
                .where(SERVER.ID.eq(id))
                .fetchOptional(SERVER.PROJECT_ID)
                .map(ProjectId::new);
    }

    private static ServerRun run(ServerRecord row) {
        return new ServerRun(
                new ServerId(UUID.fromString(row.getId())),
                new ProjectId(row.getProjectId()),
                row.getName(),
                Json.read(row.getFlavor(), ServerFlavor.class),
                RestingState.valueOf(row.getResting()),
                row.getLaunchedAt(),
                Optional.ofNullable(row.getTerminatedAt()));
    }
}
