package kilonova.control.server;

import static kilonova.control.store.tables.Tables.HOST;
import static kilonova.control.store.tables.Tables.SERVER;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import kilonova.control.operation.OperationId;
import kilonova.control.store.Json;
import kilonova.control.store.Rows;
import kilonova.control.store.tables.tables.records.ServerRecord;
import org.jooq.Field;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Which column holds which fact of a server, on the way in. */
final class ServerColumns {
    static final String NO_INTERFACES = "[]";
    static final String NOTHING_OBSERVED = Json.write(Observed.NOTHING);

    /** What a server is read from: without what is written once more for lists to narrow and sort by. */
    static final List<Field<?>> READ = List.of(
            SERVER.ID,
            SERVER.PROJECT_ID,
            SERVER.USER_ID,
            SERVER.NAME,
            SERVER.RESERVATION_ID,
            SERVER.FLAVOR,
            SERVER.DETAILS,
            SERVER.RESTING,
            SERVER.PHASE,
            SERVER.POWER,
            SERVER.OPERATION_ID,
            SERVER.FAULT,
            SERVER.LAUNCHED_AT,
            SERVER.TERMINATED_AT,
            SERVER.DELETED_AT,
            SERVER.HOST_ID,
            SERVER.HOST_NAME,
            SERVER.ZONE,
            SERVER.EPOCH,
            SERVER.WISH_GENERATION,
            SERVER.OBSERVED,
            SERVER.INTERFACES,
            SERVER.LOCKED_BY,
            SERVER.INJECTED,
            SERVER.ADMIN_PASSWORD,
            SERVER.GENERATION,
            SERVER.CREATED_AT,
            SERVER.UPDATED_AT);

    static final Rows<ServerRecord> ROWS = new Rows<>(SERVER, READ);

    /** What moves in a server's life. */
    private static final List<Column<?>> MOVING = List.of(
            plain(SERVER.NAME, Server::name),
            new Column<>(SERVER.DETAILS, Server::details, server -> Json.write(server.details())),
            detail(SERVER.HOSTNAME, ServerDetails::hostname),
            detail(SERVER.DESCRIPTION, ServerDetails::description),
            detail(SERVER.KEY_NAME, ServerDetails::keyName),
            detail(SERVER.CONFIG_DRIVE, ServerDetails::configDrive),
            detail(SERVER.LAUNCH_INDEX, ServerDetails::launchIndex),
            detail(SERVER.ACCESS_IPV4, ServerDetails::accessIpv4),
            detail(SERVER.ACCESS_IPV6, ServerDetails::accessIpv6),
            detail(SERVER.DISK_CONFIG, ServerDetails::diskConfig),
            new Column<>(
                    SERVER.TAGS,
                    server -> server.details().tags(),
                    server -> tags(server.details().tags())),
            new Column<>(
                    SERVER.METADATA,
                    server -> server.details().metadata(),
                    server -> Json.write(server.details().metadata())),
            new Column<>(SERVER.RESTING, server -> server.state().rests(), server -> server.state()
                    .rests()
                    .name()),
            optional(SERVER.PHASE, server -> server.state().phase(), Enum::name),
            new Column<>(SERVER.POWER, server -> server.state().power(), server -> server.state()
                    .power()
                    .name()),
            optional(SERVER.OPERATION_ID, server -> server.state().operation(), OperationId::toString),
            optional(SERVER.HOST_ID, server -> server.place().hostId(), Function.identity()),
            optional(SERVER.HOST_NAME, server -> server.place().hostName(), Function.identity()),
            plain(SERVER.ZONE, server -> server.place().zone()),
            plain(SERVER.EPOCH, server -> server.place().epoch()),
            plain(SERVER.WISH_GENERATION, server -> server.place().wishGeneration()),
            new Column<>(SERVER.OBSERVED, Server::observed, server -> observed(server.observed())),
            optional(SERVER.LOCKED_BY, Server::lockedBy, Function.identity()),
            new Column<>(SERVER.INTERFACES, Server::interfaces, server -> interfaces(server.interfaces())),
            new Column<>(SERVER.ADDRESSES, Server::interfaces, server -> addresses(server.interfaces())),
            optional(SERVER.FAULT, server -> server.state().fault(), Json::write),
            optional(SERVER.ADMIN_PASSWORD, Server::adminPassword, Function.identity()),
            optional(SERVER.INJECTED, Server::injected, Function.identity()),
            plain(SERVER.GENERATION, Server::generation),
            plain(SERVER.UPDATED_AT, Server::updatedAt),
            optional(SERVER.LAUNCHED_AT, server -> server.state().launchedAt(), Function.identity()),
            optional(SERVER.TERMINATED_AT, server -> server.state().terminatedAt(), Function.identity()),
            optional(SERVER.DELETED_AT, server -> server.state().deletedAt(), Function.identity()));

    /**
     * One column.
     *
     * @param fact what is compared to tell whether it moved
     * @param cell what is written, null for no value
     */
    private record Column<T>(
            TableField<ServerRecord, T> field, Function<Server, ?> fact, Function<Server, @Nullable T> cell) {
        void write(ServerRecord row, Server server) {
            row.set(field, cell.apply(server));
        }

        boolean moved(Server seen, Server next) {
            return !fact.apply(seen).equals(fact.apply(next));
        }
    }

    private ServerColumns() {}

    /** What the hypervisor of a host calls itself, where rows name the host by its id; null where there is none. */
    static Field<String> hypervisorOf(Field<String> hostId) {
        return DSL.field(DSL.select(HOST.HYPERVISOR_HOSTNAME).from(HOST).where(HOST.ID.eq(hostId)))
                .coerce(HOST.HYPERVISOR_HOSTNAME.getDataType().nullable(true));
    }

    /** The whole row of a new server. */
    static ServerRecord whole(Server server) {
        var row = ROWS.row();
        row.setId(server.id().toString());
        row.setProjectId(server.project().value());
        row.setUserId(server.user().value());
        row.setReservationId(server.reservationId());
        row.setImageId(server.details().image().id());
        row.setFlavorId(server.flavor().id());
        row.setFlavor(Json.write(server.flavor()));
        row.setCreatedAt(server.createdAt());
        MOVING.forEach(column -> column.write(row, server));
        return row;
    }

    /** What moved. The rest is not written again, nor are its indexes. */
    static ServerRecord moved(Server seen, Server next) {
        var row = ROWS.row();
        for (Column<?> column : MOVING) {
            if (column.moved(seen, next)) {
                column.write(row, next);
            }
        }
        return row;
    }

    private static <T> Column<T> plain(TableField<ServerRecord, T> field, Function<Server, T> fact) {
        return new Column<>(field, fact, fact::apply);
    }

    /** Kept whole among the details, and once more where lists narrow and sort by it. */
    private static <T> Column<T> detail(TableField<ServerRecord, T> field, Function<ServerDetails, T> fact) {
        return plain(field, server -> fact.apply(server.details()));
    }

    private static <F, T> Column<T> optional(
            TableField<ServerRecord, T> field, Function<Server, Optional<F>> fact, Function<? super F, T> cell) {
        return new Column<>(field, fact, server -> fact.apply(server).map(cell).orElse(null));
    }

    private static String observed(Observed observed) {
        return observed.equals(Observed.NOTHING) ? NOTHING_OBSERVED : Json.write(observed);
    }

    private static String interfaces(List<Interface> interfaces) {
        return interfaces.isEmpty() ? NO_INTERFACES : Json.write(interfaces);
    }

    private static String tags(List<String> tags) {
        return tags.isEmpty() ? "" : "," + String.join(",", tags) + ",";
    }

    private static String addresses(List<Interface> interfaces) {
        return interfaces.stream().flatMap(each -> each.addresses().stream()).collect(Collectors.joining(" "));
    }
}
