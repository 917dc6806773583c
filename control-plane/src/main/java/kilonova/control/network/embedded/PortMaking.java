package kilonova.control.network.embedded;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Gives ports what they have alone: a MAC address and fixed addresses. The caller holds the network. */
final class PortMaking {
    /** How often a random MAC may be taken before the network is said to be full. */
    private static final int MAX_DRAWS = 32;

    private final Env env;
    private final SubnetRepository subnets;
    private final AddressRepository addresses;
    private final PortRepository ports;
    private final SecurityGroups groups;
    private final NetworkQuotas quotas;

    PortMaking(
            Env env,
            SubnetRepository subnets,
            AddressRepository addresses,
            PortRepository ports,
            SecurityGroups groups,
            NetworkQuotas quotas) {
        this.env = env;
        this.subnets = subnets;
        this.addresses = addresses;
        this.ports = ports;
        this.groups = groups;
        this.quotas = quotas;
    }

    /** An address that is asked for; what is left out is chosen. */
    record Ask(Optional<String> subnetId, Optional<IpAddress> address) {}

    /**
     * A port to be made.
     *
     * @param mac of the facts is empty when one is to be made
     * @param groups names or ids, empty for the project's default group
     * @param asks empty for one address of each version that the network has
     */
    record Wanted(
            String id,
            ProjectId project,
            PortRow.Facts facts,
            Optional<List<String>> groups,
            Optional<List<Ask>> asks,
            boolean forServer) {}

    PortRow make(Tx tx, Network network, Wanted wanted) {
        String defaultGroup = groups.ensureDefault(tx, wanted.project());
        quotas.charge(tx, wanted.project(), QuotaResource.PORT_COUNT, 1);
        PortRow.Facts said = wanted.facts();
        List<String> inGroups = !said.portSecurity()
                ? List.of()
                : wanted.groups()
                        .map(names -> groups.resolve(tx, wanted.project(), names))
                        .orElse(List.of(defaultGroup));
        var facts = new PortRow.Facts(
                said.name(),
                said.description(),
                said.adminUp(),
                said.mac().isEmpty() ? freeMac(tx, network) : requireFreeMac(tx, network, said.mac()),
                said.deviceId(),
                said.deviceOwner(),
                said.host(),
                said.vnicType(),
                said.portSecurity(),
                inGroups);
        List<HeldAddress> held = take(tx, network, wanted.asks());
        long now = env.nowMicros();
        var port =
                new PortRow(wanted.id(), network.id(), wanted.project(), facts, wanted.forServer(), held, now, now, 1);
        ports.insert(tx, port);
        hold(tx, port);
        return port;
    }

    /** The port with these addresses: what it has and keeps stays, the rest is free again. */
    List<HeldAddress> move(Tx tx, Network network, PortRow port, List<Ask> asks) {
        var open = new ArrayList<>(port.addresses());
        var kept = new LinkedHashSet<HeldAddress>();
        var fresh = new ArrayList<Ask>();
        for (Ask ask : asks) {
            var same = open.stream().filter(each -> fits(ask, each)).findFirst();
            same.ifPresentOrElse(
                    each -> {
                        open.remove(each);
                        kept.add(each);
                    },
                    () -> fresh.add(ask));
        }
        open.forEach(each -> release(tx, each));
        var all = new ArrayList<>(kept);
        int place = port.addresses().size();
        for (HeldAddress each : take(tx, network, Optional.of(fresh))) {
            addresses.hold(tx, port.id(), each, place++);
            all.add(each);
        }
        return all;
    }

    void destroy(Tx tx, PortRow port) {
        port.addresses().forEach(each -> release(tx, each));
        ports.delete(tx, port);
    }

    String requireFreeMac(Tx tx, Network network, String said) {
        String mac = said.toLowerCase(Locale.ROOT).replace('-', ':');
        if (!mac.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}") || mac.equals("00:00:00:00:00:00")) {
            throw Said.invalid("mac_address", "'" + said + "' is not a valid MAC address");
        }
        if (ports.macTaken(tx, network.id(), mac)) {
            throw new Problem.InUse("mac_address", mac, "a port of network " + network.id() + " has it").raise();
        }
        return mac;
    }

    private String freeMac(Tx tx, Network network) {
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            int tail = env.random().nextInt(1 << 24);
            String mac = String.format("fa:16:3e:%02x:%02x:%02x", tail >> 16, tail >> 8 & 255, tail & 255);
            if (!ports.macTaken(tx, network.id(), mac)) {
                return mac;
            }
        }
        throw Said.invalid("mac_address", "network " + network.id() + " has no free MAC address left");
    }

    private List<HeldAddress> take(Tx tx, Network network, Optional<List<Ask>> asks) {
        List<Subnet> all = subnets.ofNetworks(tx, List.of(network.id()));
        var held = new ArrayList<HeldAddress>();
        if (asks.isEmpty()) {
            for (int version : List.of(4, 6)) {
                var some = all.stream()
                        .filter(each -> each.block().version() == version)
                        .toList();
                if (!some.isEmpty()) {
                    held.add(any(tx, network, some));
                }
            }
            return held;
        }
        for (Ask ask : asks.get()) {
            held.add(take(tx, network, all, ask));
        }
        return held;
    }

    /** Refuses an address that a new port could not have just now. */
    void requireFree(Tx tx, Network network, Ask ask) {
        List<Subnet> fitting = fitting(network, subnets.ofNetworks(tx, List.of(network.id())), ask);
        ask.address().ifPresent(address -> requireFree(tx, network, fitting.getFirst(), address));
    }

    private HeldAddress take(Tx tx, Network network, List<Subnet> all, Ask ask) {
        List<Subnet> fitting = fitting(network, all, ask);
        if (ask.address().isEmpty()) {
            return any(tx, network, fitting);
        }
        Subnet subnet = fitting.getFirst();
        IpAddress address = ask.address().get();
        requireFree(tx, network, subnet, address);
        addresses.take(tx, subnet, address);
        return new HeldAddress(subnet.id(), address);
    }

    private static List<Subnet> fitting(Network network, List<Subnet> all, Ask ask) {
        List<Subnet> fitting = all.stream()
                .filter(each -> ask.subnetId().map(each.id()::equals).orElse(true))
                .filter(each -> ask.address().map(each.block()::contains).orElse(true))
                .toList();
        if (fitting.isEmpty()) {
            throw Said.invalid(
                    "fixed_ips",
                    ask.address()
                                    .map(address -> "IP address " + address + " is not a valid IP for ")
                                    .orElse("")
                            + ask.subnetId().map(id -> "subnet " + id).orElse("any subnet")
                            + " of network " + network.id());
        }
        return fitting;
    }

    private void requireFree(Tx tx, Network network, Subnet subnet, IpAddress address) {
        boolean ends = subnet.block().version() == 4 && !subnet.block().usable().contains(address);
        if (ends) {
            throw Said.invalid(
                    "fixed_ips", address + " is not an address that a machine of " + subnet.block() + " can have");
        }
        if (addresses.held(tx, subnet, address)) {
            throw new Problem.InUse("ip_address", address.toString(), "a port of network " + network.id() + " has it")
                    .raise();
        }
    }

    private HeldAddress any(Tx tx, Network network, List<Subnet> subnetsToTry) {
        for (Subnet subnet : subnetsToTry) {
            var taken = addresses.take(tx, subnet);
            if (taken.isPresent()) {
                return new HeldAddress(subnet.id(), taken.get());
            }
        }
        throw Said.invalid("fixed_ips", "No more IP addresses available on network " + network.id() + ".");
    }

    private void hold(Tx tx, PortRow port) {
        for (int place = 0; place < port.addresses().size(); place++) {
            addresses.hold(tx, port.id(), port.addresses().get(place), place);
        }
    }

    private void release(Tx tx, HeldAddress held) {
        subnets.find(tx, held.subnetId()).ifPresent(subnet -> addresses.release(tx, subnet, held.address()));
    }

    private static boolean fits(Ask ask, HeldAddress held) {
        return ask.subnetId().map(held.subnetId()::equals).orElse(true)
                && ask.address().map(held.address()::equals).orElse(true);
    }
}
