package kilonova.control.network.embedded;

import static kilonova.control.store.tables.Tables.NETWORK;
import static kilonova.control.store.tables.Tables.SUBNET;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Change;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.SubnetRecord;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Rows in, records out. Lists within a row are JSON. */
final class SubnetRepository {
    private static final String KIND = "subnet";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<List<String>>> PAIRS = new TypeReference<>() {};
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private final RowListing<SubnetRecord> listing = new RowListing<>(SUBNET, SUBNET.ID)
            .text("name", SUBNET.NAME)
            .text("network_id", SUBNET.NETWORK_ID)
            .text("project_id", SUBNET.PROJECT_ID)
            .text("description", SUBNET.DESCRIPTION)
            .number("ip_version", SUBNET.IP_VERSION)
            .text("cidr", SUBNET.CIDR)
            .text("gateway_ip", SUBNET.GATEWAY_IP)
            .flag("dhcp", SUBNET.DHCP)
            .time("created_at", SUBNET.CREATED_AT)
            .time("updated_at", SUBNET.UPDATED_AT);

    Optional<Subnet> find(Tx tx, String id) {
        return tx.sql().selectFrom(SUBNET).where(SUBNET.ID.eq(id)).fetchOptional(SubnetRepository::subnet);
    }

    /** In the order in which they were made. */
    List<Subnet> ofNetworks(Tx tx, Collection<String> networkIds) {
        return networkIds.isEmpty()
                ? List.of()
                : tx.sql()
                        .selectFrom(SUBNET)
                        .where(SUBNET.NETWORK_ID.in(networkIds))
                        .orderBy(SUBNET.CREATED_AT, SUBNET.ID)
                        .fetch(SubnetRepository::subnet);
    }

    ListQuery.Page<Subnet> page(Tx tx, Principal who, ListQuery query) {
        var page = listing.page(tx, visible(who), query);
        return page.said(page.rows().stream().map(SubnetRepository::subnet).toList());
    }

    void insert(Tx tx, Subnet subnet) {
        tx.sql().insertInto(SUBNET).set(row(tx, subnet)).execute();
        tx.changed(Change.of(KIND, subnet.id(), subnet.project().value(), subnet.generation()));
    }

    void replace(Tx tx, Subnet next) {
        tx.sql()
                .update(SUBNET)
                .set(row(tx, next))
                .where(SUBNET.ID.eq(next.id()))
                .execute();
        tx.changed(Change.of(KIND, next.id(), next.project().value(), next.generation()));
    }

    void delete(Tx tx, Subnet subnet) {
        tx.sql().deleteFrom(SUBNET).where(SUBNET.ID.eq(subnet.id())).execute();
        tx.changed(Change.deleted(KIND, subnet.id(), subnet.project().value(), subnet.generation() + 1));
    }

    private static Condition visible(Principal who) {
        return NetworkAccess.admin(who)
                ? DSL.noCondition()
                : SUBNET.PROJECT_ID
                        .eq(who.projectOrNone().value())
                        .or(DSL.exists(DSL.selectOne()
                                .from(NETWORK)
                                .where(NETWORK.ID.eq(SUBNET.NETWORK_ID).and(NETWORK.IS_SHARED.isTrue()))));
    }

    private static SubnetRecord row(Tx tx, Subnet subnet) {
        SubnetRecord row = tx.sql().newRecord(SUBNET);
        Subnet.Facts facts = subnet.facts();
        row.setId(subnet.id());
        row.setNetworkId(subnet.networkId());
        row.setProjectId(subnet.project().value());
        row.setName(facts.name());
        row.setDescription(facts.description());
        row.setIpVersion(subnet.block().version());
        row.setCidr(subnet.block().toString());
        row.setGatewayIp(facts.gateway().map(IpAddress::toString).orElse(""));
        row.setDhcp(facts.dhcp());
        row.setDnsNameservers(text(facts.nameservers()));
        row.setHostRoutes(text(facts.routes().stream()
                .map(each -> List.of(each.destination(), each.nextHop()))
                .toList()));
        row.setAllocationPools(text(facts.pools().stream()
                .map(each -> List.of(each.first().toString(), each.last().toString()))
                .toList()));
        row.setCreatedAt(subnet.createdAt());
        row.setUpdatedAt(subnet.updatedAt());
        row.setGeneration(subnet.generation());
        return row;
    }

    private static Subnet subnet(SubnetRecord row) {
        var facts = new Subnet.Facts(
                row.getName(),
                row.getDescription(),
                IpAddress.parse(row.getGatewayIp()),
                row.getDhcp(),
                parsed(row.getDnsNameservers(), TEXTS),
                parsed(row.getHostRoutes(), PAIRS).stream()
                        .map(each -> new Subnet.Route(each.getFirst(), each.getLast()))
                        .toList(),
                parsed(row.getAllocationPools(), PAIRS).stream()
                        .map(each -> new IpRange(IpAddress.of(each.getFirst()), IpAddress.of(each.getLast())))
                        .toList());
        return new Subnet(
                row.getId(),
                row.getNetworkId(),
                new ProjectId(row.getProjectId()),
                IpBlock.of(row.getCidr()),
                facts,
                row.getCreatedAt(),
                row.getUpdatedAt(),
                row.getGeneration());
    }

    private static String text(List<?> list) {
        try {
            return JSON.writeValueAsString(list);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <T> T parsed(String text, TypeReference<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("subnet row: not JSON", broken);
        }
    }
}
