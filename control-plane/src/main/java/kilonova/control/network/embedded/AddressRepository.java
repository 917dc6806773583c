package kilonova.control.network.embedded;

import static kilonova.control.store.tables.Tables.FREE_RANGE;
import static kilonova.control.store.tables.Tables.PORT_ADDRESS;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.FreeRangeRecord;
import org.jooq.Condition;

/**
 * Which addresses of a subnet are free, and which port holds which. The caller holds the network. Each call reads and
 * writes a handful of rows, however large the subnet.
 */
final class AddressRepository {

    /** Takes the lowest free address; empty when the subnet is exhausted. */
    Optional<IpAddress> take(Tx tx, Subnet subnet) {
        return tx.sql()
                .selectFrom(FREE_RANGE)
                .where(FREE_RANGE.SUBNET_ID.eq(subnet.id()))
                .orderBy(FREE_RANGE.FIRST_KEY)
                .limit(1)
                .fetchOptional(row -> range(subnet, row))
                .map(range -> {
                    split(tx, subnet, range, range.first());
                    return range.first();
                });
    }

    /** Takes this address out of what is free, when it is there; whether a port holds it is for the key of the holder. */
    void take(Tx tx, Subnet subnet, IpAddress address) {
        below(tx, subnet, address)
                .filter(range -> range.contains(address))
                .ifPresent(range -> split(tx, subnet, range, address));
    }

    /** Gives an address back, as part of its neighbours where there are any. */
    void release(Tx tx, Subnet subnet, IpAddress address) {
        tx.sql().deleteFrom(PORT_ADDRESS).where(key(subnet.id(), address)).execute();
        if (subnet.facts().pools().stream().noneMatch(pool -> pool.contains(address))) {
            return;
        }
        var before = below(tx, subnet, address).filter(range -> range.last().equals(address.previous()));
        var after = tx.sql()
                .selectFrom(FREE_RANGE)
                .where(first(subnet, address.next()))
                .fetchOptional(row -> range(subnet, row));
        before.ifPresent(range -> remove(tx, subnet, range));
        after.ifPresent(range -> remove(tx, subnet, range));
        insert(
                tx,
                subnet,
                new IpRange(
                        before.map(IpRange::first).orElse(address),
                        after.map(IpRange::last).orElse(address)));
    }

    boolean held(Tx tx, Subnet subnet, IpAddress address) {
        return tx.sql().fetchExists(PORT_ADDRESS, key(subnet.id(), address));
    }

    void hold(Tx tx, String portId, HeldAddress held, int place) {
        tx.sql()
                .insertInto(PORT_ADDRESS)
                .set(PORT_ADDRESS.SUBNET_ID, held.subnetId())
                .set(PORT_ADDRESS.ADDRESS_KEY, held.address().key())
                .set(PORT_ADDRESS.IP_ADDRESS, held.address().toString())
                .set(PORT_ADDRESS.PORT_ID, portId)
                .set(PORT_ADDRESS.PLACE, place)
                .execute();
    }

    /** The addresses of each port, in their order. */
    Map<String, List<HeldAddress>> of(Tx tx, Collection<String> portIds) {
        var held = new LinkedHashMap<String, List<HeldAddress>>();
        if (!portIds.isEmpty()) {
            tx.sql()
                    .selectFrom(PORT_ADDRESS)
                    .where(PORT_ADDRESS.PORT_ID.in(portIds))
                    .orderBy(PORT_ADDRESS.PORT_ID, PORT_ADDRESS.PLACE)
                    .forEach(row -> held.computeIfAbsent(row.getPortId(), _ -> new ArrayList<>())
                            .add(new HeldAddress(row.getSubnetId(), IpAddress.of(row.getIpAddress()))));
        }
        return held;
    }

    private static List<IpAddress> heldIn(Tx tx, String subnetId) {
        return tx.sql()
                .select(PORT_ADDRESS.IP_ADDRESS)
                .from(PORT_ADDRESS)
                .where(PORT_ADDRESS.SUBNET_ID.eq(subnetId))
                .orderBy(PORT_ADDRESS.ADDRESS_KEY)
                .fetch(row -> IpAddress.of(row.value1()));
    }

    boolean anyHeldIn(Tx tx, String subnetId) {
        return tx.sql().fetchExists(PORT_ADDRESS, PORT_ADDRESS.SUBNET_ID.eq(subnetId));
    }

    /** Makes free what the pools have and no port holds. */
    void refill(Tx tx, Subnet subnet) {
        clear(tx, subnet.id());
        List<IpAddress> held = heldIn(tx, subnet.id());
        for (IpRange pool : subnet.facts().pools()) {
            IpAddress from = pool.first();
            for (IpAddress each : held) {
                if (pool.contains(each)) {
                    if (from.compareTo(each) < 0) {
                        insert(tx, subnet, new IpRange(from, each.previous()));
                    }
                    from = each.next();
                }
            }
            if (from.compareTo(pool.last()) <= 0) {
                insert(tx, subnet, new IpRange(from, pool.last()));
            }
        }
    }

    void clear(Tx tx, String subnetId) {
        tx.sql().deleteFrom(FREE_RANGE).where(FREE_RANGE.SUBNET_ID.eq(subnetId)).execute();
    }

    /** The free range that begins at the address, or nearest below it. */
    private static Optional<IpRange> below(Tx tx, Subnet subnet, IpAddress address) {
        return tx.sql()
                .selectFrom(FREE_RANGE)
                .where(FREE_RANGE.SUBNET_ID.eq(subnet.id()).and(FREE_RANGE.FIRST_KEY.le(address.key())))
                .orderBy(FREE_RANGE.FIRST_KEY.desc())
                .limit(1)
                .fetchOptional(row -> range(subnet, row));
    }

    private static void split(Tx tx, Subnet subnet, IpRange range, IpAddress taken) {
        remove(tx, subnet, range);
        range.without(taken).forEach(rest -> insert(tx, subnet, rest));
    }

    private static void remove(Tx tx, Subnet subnet, IpRange range) {
        tx.sql().deleteFrom(FREE_RANGE).where(first(subnet, range.first())).execute();
    }

    private static void insert(Tx tx, Subnet subnet, IpRange range) {
        tx.sql()
                .insertInto(FREE_RANGE)
                .set(FREE_RANGE.SUBNET_ID, subnet.id())
                .set(FREE_RANGE.FIRST_KEY, range.first().key())
                .set(FREE_RANGE.LAST_KEY, range.last().key())
                .execute();
    }

    private static Condition first(Subnet subnet, IpAddress address) {
        return FREE_RANGE.SUBNET_ID.eq(subnet.id()).and(FREE_RANGE.FIRST_KEY.eq(address.key()));
    }

    private static Condition key(String subnetId, IpAddress address) {
        return PORT_ADDRESS.SUBNET_ID.eq(subnetId).and(PORT_ADDRESS.ADDRESS_KEY.eq(address.key()));
    }

    private static IpRange range(Subnet subnet, FreeRangeRecord row) {
        int version = subnet.block().version();
        return new IpRange(IpAddress.ofKey(version, row.getFirstKey()), IpAddress.ofKey(version, row.getLastKey()));
    }
}
