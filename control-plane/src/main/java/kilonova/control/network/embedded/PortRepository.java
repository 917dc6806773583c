package kilonova.control.network.embedded;

import static kilonova.control.store.tables.Tables.NETWORK;
import static kilonova.control.store.tables.Tables.PORT;
import static kilonova.control.store.tables.Tables.PORT_ADDRESS;
import static kilonova.control.store.tables.Tables.PORT_GROUP;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Change;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.PortRecord;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Rows in, records out. */
final class PortRepository {
    private static final String KIND = "port";

    private final AddressRepository addresses;
    private final RowListing<PortRecord> listing = new RowListing<>(PORT, PORT.ID)
            .text("name", PORT.NAME)
            .text("network_id", PORT.NETWORK_ID)
            .text("project_id", PORT.PROJECT_ID)
            .text("description", PORT.DESCRIPTION)
            .flag("admin_up", PORT.ADMIN_UP)
            .text("mac_address", PORT.MAC_ADDRESS)
            .text("device_id", PORT.DEVICE_ID)
            .text("device_owner", PORT.DEVICE_OWNER)
            .text("host", PORT.HOST)
            .flag("port_security", PORT.PORT_SECURITY)
            .filter("status", PortRepository::inStatus)
            .filter("ip_address", values -> holding(PORT_ADDRESS.IP_ADDRESS, values))
            .filter("subnet_id", values -> holding(PORT_ADDRESS.SUBNET_ID, values))
            .filter(
                    "security_group_id",
                    values -> DSL.exists(DSL.selectOne()
                            .from(PORT_GROUP)
                            .where(PORT_GROUP.PORT_ID.eq(PORT.ID).and(PORT_GROUP.GROUP_ID.in(values)))))
            .time("created_at", PORT.CREATED_AT)
            .time("updated_at", PORT.UPDATED_AT);

    PortRepository(AddressRepository addresses) {
        this.addresses = addresses;
    }

    Optional<PortRow> find(Tx tx, String id) {
        return whole(tx, tx.sql().selectFrom(PORT).where(PORT.ID.eq(id)).fetch()).stream()
                .findFirst();
    }

    /** In the order in which they were made. */
    List<PortRow> ofDevice(Tx tx, String deviceId) {
        return whole(
                tx,
                tx.sql()
                        .selectFrom(PORT)
                        .where(PORT.DEVICE_ID.eq(deviceId))
                        .orderBy(PORT.CREATED_AT, PORT.ID)
                        .fetch());
    }

    /** Devices whose owner begins so, in order. */
    List<String> devices(Tx tx, String owner, String after, int limit) {
        return tx.sql()
                .selectDistinct(PORT.DEVICE_ID)
                .from(PORT)
                .where(PORT.DEVICE_ID.gt(after))
                .and(PORT.DEVICE_OWNER.startsWith(owner))
                .orderBy(PORT.DEVICE_ID)
                .limit(limit)
                .fetch(PORT.DEVICE_ID);
    }

    ListQuery.Page<PortRow> page(Tx tx, Principal who, ListQuery query) {
        var page = listing.page(tx, visible(who), query);
        return page.said(whole(tx, page.rows()));
    }

    boolean anyOn(Tx tx, String networkId) {
        return tx.sql().fetchExists(PORT, PORT.NETWORK_ID.eq(networkId));
    }

    boolean anyIn(Tx tx, String groupId) {
        return tx.sql().fetchExists(PORT_GROUP, PORT_GROUP.GROUP_ID.eq(groupId));
    }

    boolean macTaken(Tx tx, String networkId, String mac) {
        return tx.sql().fetchExists(PORT, PORT.NETWORK_ID.eq(networkId).and(PORT.MAC_ADDRESS.eq(mac)));
    }

    /** Its addresses are held by whoever gave them out. */
    void insert(Tx tx, PortRow port) {
        tx.sql().insertInto(PORT).set(row(tx, port)).execute();
        insertGroups(tx, port);
        tx.changed(Change.of(KIND, port.id(), port.project().value(), port.generation()));
    }

    void replace(Tx tx, PortRow seen, PortRow next) {
        tx.sql().update(PORT).set(row(tx, next)).where(PORT.ID.eq(next.id())).execute();
        if (!seen.facts().groups().equals(next.facts().groups())) {
            tx.sql()
                    .deleteFrom(PORT_GROUP)
                    .where(PORT_GROUP.PORT_ID.eq(next.id()))
                    .execute();
            insertGroups(tx, next);
        }
        tx.changed(Change.of(KIND, next.id(), next.project().value(), next.generation()));
    }

    void delete(Tx tx, PortRow port) {
        tx.sql().deleteFrom(PORT_GROUP).where(PORT_GROUP.PORT_ID.eq(port.id())).execute();
        tx.sql().deleteFrom(PORT).where(PORT.ID.eq(port.id())).execute();
        tx.changed(Change.deleted(KIND, port.id(), port.project().value(), port.generation() + 1));
    }

    private List<PortRow> whole(Tx tx, List<PortRecord> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        var ids = rows.stream().map(PortRecord::getId).toList();
        var held = addresses.of(tx, ids);
        var groups = new LinkedHashMap<String, List<String>>();
        tx.sql()
                .selectFrom(PORT_GROUP)
                .where(PORT_GROUP.PORT_ID.in(ids))
                .orderBy(PORT_GROUP.PORT_ID, PORT_GROUP.GROUP_ID)
                .forEach(row -> groups.computeIfAbsent(row.getPortId(), _ -> new ArrayList<>())
                        .add(row.getGroupId()));
        return rows.stream()
                .map(row -> port(
                        row, held.getOrDefault(row.getId(), List.of()), groups.getOrDefault(row.getId(), List.of())))
                .toList();
    }

    private static Condition visible(Principal who) {
        if (NetworkAccess.admin(who)) {
            return DSL.noCondition();
        }
        String project = who.projectOrNone().value();
        return PORT.PROJECT_ID
                .eq(project)
                .or(DSL.exists(DSL.selectOne()
                        .from(NETWORK)
                        .where(NETWORK.ID.eq(PORT.NETWORK_ID).and(NETWORK.PROJECT_ID.eq(project)))));
    }

    private static Condition inStatus(List<String> values) {
        Condition any = DSL.falseCondition();
        if (values.contains("ACTIVE")) {
            any = any.or(PORT.HOST.ne(""));
        }
        return values.contains("DOWN") ? any.or(PORT.HOST.eq("")) : any;
    }

    private static Condition holding(Field<String> field, List<String> values) {
        return DSL.exists(DSL.selectOne()
                .from(PORT_ADDRESS)
                .where(PORT_ADDRESS.PORT_ID.eq(PORT.ID).and(field.in(values))));
    }

    private static void insertGroups(Tx tx, PortRow port) {
        port.facts().groups().forEach(group -> tx.sql()
                .insertInto(PORT_GROUP, PORT_GROUP.PORT_ID, PORT_GROUP.GROUP_ID)
                .values(port.id(), group)
                .execute());
    }

    private static PortRecord row(Tx tx, PortRow port) {
        PortRecord row = tx.sql().newRecord(PORT);
        PortRow.Facts facts = port.facts();
        row.setId(port.id());
        row.setNetworkId(port.networkId());
        row.setProjectId(port.project().value());
        row.setName(facts.name());
        row.setDescription(facts.description());
        row.setAdminUp(facts.adminUp());
        row.setMacAddress(facts.mac());
        row.setDeviceId(facts.deviceId());
        row.setDeviceOwner(facts.deviceOwner());
        row.setHost(facts.host());
        row.setVnicType(facts.vnicType());
        row.setPortSecurity(facts.portSecurity());
        row.setMadeForServer(port.forServer());
        row.setCreatedAt(port.createdAt());
        row.setUpdatedAt(port.updatedAt());
        row.setGeneration(port.generation());
        return row;
    }

    private static PortRow port(PortRecord row, List<HeldAddress> held, List<String> groups) {
        var facts = new PortRow.Facts(
                row.getName(),
                row.getDescription(),
                row.getAdminUp(),
                row.getMacAddress(),
                row.getDeviceId(),
                row.getDeviceOwner(),
                row.getHost(),
                row.getVnicType(),
                row.getPortSecurity(),
                groups);
        return new PortRow(
                row.getId(),
                row.getNetworkId(),
                new ProjectId(row.getProjectId()),
                facts,
                row.getMadeForServer(),
                held,
                row.getCreatedAt(),
                row.getUpdatedAt(),
                row.getGeneration());
    }
}
