package kilonova.control.server;

import static kilonova.control.store.tables.Tables.SERVER;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import kilonova.compute.v1.ServerOrder;
import kilonova.control.store.Json;
import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * In which order servers are listed. Pages go by key: a place holds the keys of the last row of a page, so a page costs the
 * same wherever it lies, and the row may be gone by then. What has no value comes first upwards and last downwards, on
 * every database.
 */
record ServerOrdering(List<Part> parts) {
    private static final TypeReference<List<@Nullable Object>> PLACE = new TypeReference<>() {};

    /**
     * What to sort by.
     *
     * @param value what a place keeps of a server for it
     * @param kept makes of what a place kept that which rows are held against
     */
    record Key(Field<?> field, Function<Server, @Nullable Object> value, UnaryOperator<Field<Object>> kept) {
        Key(Field<?> field, Function<Server, @Nullable Object> value) {
            this(field, value, UnaryOperator.identity());
        }
    }

    private record Part(Key key, boolean descending) {}

    /** Always 0: nothing that a server does tells how far it is. The bare number would mean a column by its place. */
    private static final Field<Long> PROGRESS = SERVER.GENERATION.minus(SERVER.GENERATION);

    private static final Key ID = new Key(SERVER.ID, server -> server.id().toString());
    private static final Key CREATED = new Key(SERVER.CREATED_AT, Server::createdAt);
    private static final Key HOST =
            new Key(SERVER.HOST_NAME, server -> server.place().hostName().orElse(null));

    /** A place keeps the host: the database knows what its hypervisor calls itself. */
    private static final Key NODE = new Key(
            ServerColumns.hypervisorOf(SERVER.HOST_ID),
            server -> server.place().hostId().orElse(null),
            host -> field(ServerColumns.hypervisorOf(host.coerce(String.class))));

    private static final Map<String, Key> KEYS = Map.ofEntries(
            Map.entry("created_at", CREATED),
            Map.entry("updated_at", new Key(SERVER.UPDATED_AT, Server::updatedAt)),
            Map.entry("launched_at", new Key(SERVER.LAUNCHED_AT, server -> server.state()
                    .launchedAt()
                    .orElse(null))),
            Map.entry("terminated_at", new Key(SERVER.TERMINATED_AT, server -> server.state()
                    .terminatedAt()
                    .orElse(null))),
            Map.entry("display_name", new Key(SERVER.NAME, Server::name)),
            Map.entry("name", new Key(SERVER.NAME, Server::name)),
            Map.entry("display_description", new Key(SERVER.DESCRIPTION, server -> server.details()
                    .description())),
            Map.entry("hostname", new Key(SERVER.HOSTNAME, server -> server.details()
                    .hostname())),
            Map.entry("key_name", new Key(SERVER.KEY_NAME, server -> server.details()
                    .keyName())),
            Map.entry("config_drive", new Key(SERVER.CONFIG_DRIVE, server -> server.details()
                    .configDrive())),
            Map.entry("launch_index", new Key(SERVER.LAUNCH_INDEX, server -> server.details()
                    .launchIndex())),
            Map.entry("access_ip_v4", new Key(SERVER.ACCESS_IPV4, server -> server.details()
                    .accessIpv4())),
            Map.entry("access_ip_v6", new Key(SERVER.ACCESS_IPV6, server -> server.details()
                    .accessIpv6())),
            Map.entry("auto_disk_config", new Key(SERVER.DISK_CONFIG, server -> server.details()
                    .diskConfig())),
            Map.entry("uuid", ID),
            Map.entry(
                    "vm_state",
                    new Key(SERVER.RESTING, server -> server.state().rests().name())),
            Map.entry("task_state", new Key(SERVER.PHASE, server -> server.state()
                    .phase()
                    .map(Enum::name)
                    .orElse(null))),
            Map.entry(
                    "power_state",
                    new Key(SERVER.POWER, server -> server.state().power().name())),
            Map.entry("progress", new Key(PROGRESS, server -> 0L)),
            Map.entry("project_id", new Key(SERVER.PROJECT_ID, server -> server.project()
                    .value())),
            Map.entry("user_id", new Key(SERVER.USER_ID, server -> server.user().value())),
            Map.entry(
                    "image_ref",
                    new Key(SERVER.IMAGE_ID, server -> server.details().image().id())),
            Map.entry("instance_type_id", new Key(SERVER.FLAVOR_ID, server -> server.flavor()
                    .id())),
            Map.entry("availability_zone", new Key(SERVER.ZONE, server -> server.place()
                    .zone())),
            Map.entry("host", HOST),
            Map.entry("node", NODE),
            Map.entry("locked", new Key(SERVER.LOCKED_BY, server -> server.lockedBy()
                    .orElse(null))),
            Map.entry("locked_by", new Key(SERVER.LOCKED_BY, server -> server.lockedBy()
                    .orElse(null))));

    /** Keys that are the same for every server: sorting by them changes nothing. */
    private static final List<String> ALIKE = List.of("root_device_name", "kernel_id", "ramdisk_id");

    static ServerOrdering of(List<ServerOrder> asked) {
        var parts = new ArrayList<Part>();
        for (ServerOrder each : asked) {
            Key key = KEYS.get(each.getKey());
            if (key != null) {
                parts.add(new Part(key, each.getDescending()));
            } else if (!ALIKE.contains(each.getKey())) {
                throw new Problem.Invalid("order_by", each.getKey() + " is no key to sort by").raise();
            }
        }
        if (parts.isEmpty()) {
            parts.add(new Part(CREATED, true));
        }
        parts.add(new Part(ID, true));
        return new ServerOrdering(List.copyOf(parts));
    }

    List<SortField<?>> order() {
        var order = new ArrayList<SortField<?>>();
        for (Part part : parts) {
            Field<?> field = part.key().field();
            if (nullable(part)) {
                order.add(
                        part.descending()
                                ? field.desc().nullsLast()
                                : field.asc().nullsFirst());
            } else {
                order.add(part.descending() ? field.desc() : field.asc());
            }
        }
        return order;
    }

    /** Where a page that ends with this server ends, as text. */
    String place(Server last) {
        return Json.write(
                parts.stream().map(part -> part.key().value().apply(last)).toArray());
    }

    /** Rows that come after the place. */
    Condition after(String place) {
        List<@Nullable Object> values = values(place);
        if (values.size() != parts.size()) {
            throw noToken();
        }
        Condition after = DSL.falseCondition();
        Condition equal = DSL.trueCondition();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Optional<Object> value = Optional.ofNullable(values.get(i));
            after = after.or(equal.and(beyond(part, value)));
            equal = equal.and(same(part.key(), value));
        }
        return after;
    }

    private static List<@Nullable Object> values(String place) {
        try {
            return Optional.ofNullable(Json.read(place, PLACE)).orElseThrow(ServerOrdering::noToken);
        } catch (IllegalStateException forged) {
            throw noToken();
        }
    }

    private static Field<Object> typed(Field<Object> field, Object value) {
        Class<?> type = field.getType();
        boolean fits = type == String.class
                ? value instanceof String
                : type == Boolean.class ? value instanceof Boolean : value instanceof Integer || value instanceof Long;
        if (!fits) {
            throw noToken();
        }
        return DSL.val(field.getDataType().convert(value), field.getDataType());
    }

    private static RuntimeException noToken() {
        return new Problem.Invalid("page_token", "not a token that a page was answered with").raise();
    }

    private static boolean nullable(Part part) {
        return part.key().field().getDataType().nullable() && part.key().field() != PROGRESS;
    }

    private static Condition beyond(Part part, Optional<Object> value) {
        Field<Object> field = field(part.key().field());
        if (value.isEmpty()) {
            return part.descending() ? DSL.falseCondition() : field.isNotNull();
        }
        Field<Object> typed = part.key().kept().apply(typed(field, value.get()));
        if (!part.descending()) {
            return field.gt(typed);
        }
        return nullable(part) ? field.lt(typed).or(field.isNull()) : field.lt(typed);
    }

    private static Condition same(Key key, Optional<Object> value) {
        Field<Object> field = field(key.field());
        return value.map(each -> field.eq(key.kept().apply(typed(field, each)))).orElseGet(field::isNull);
    }

    @SuppressWarnings("unchecked")
    private static Field<Object> field(Field<?> key) {
        return (Field<Object>) key;
    }
}
