package kilonova.control.network.embedded;

import io.grpc.BindableService;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.network.NetworkInfo;
import kilonova.control.network.Networks;
import kilonova.control.network.Port;
import kilonova.control.network.PortRequest;
import kilonova.control.network.PortRoom;
import kilonova.control.request.Requests;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** The embedded network service: what compute asks of it, and its own gRPC services. */
public final class EmbeddedNetworks implements Networks {
    private final Writes writes;
    private final Env env;
    private final Requests requests;
    private final NetworkRepository networkRows = new NetworkRepository();
    private final SubnetRepository subnetRows = new SubnetRepository();
    private final AddressRepository addressRows = new AddressRepository();
    private final TenantNetworks networks;
    private final Subnets subnets;
    private final Ports ports;
    private final ServerPorts serverPorts;
    private final SecurityGroups groups;
    private final NetworkQuotas quotas;

    private EmbeddedNetworks(Database database, Env env, Requests requests) {
        this.requests = requests;
        this.writes = new Writes(database);
        this.env = env;
        var portRows = new PortRepository(addressRows);
        var groupRows = new GroupRepository();
        this.quotas = new NetworkQuotas(writes, groupRows);
        this.groups = new SecurityGroups(writes, env, groupRows, portRows, quotas);
        this.networks = new TenantNetworks(writes, env, networkRows, subnetRows, addressRows, portRows, groups, quotas);
        this.subnets = new Subnets(writes, env, networkRows, subnetRows, addressRows, groups, quotas);
        var making = new PortMaking(env, subnetRows, addressRows, portRows, groups, quotas);
        this.ports = new Ports(writes, env, networkRows, portRows, making, groups);
        this.serverPorts = new ServerPorts(writes, env, networkRows, portRows, making);
    }

    public static EmbeddedNetworks open(Database database, Env env, Requests requests) {
        return new EmbeddedNetworks(database, env, requests);
    }

    /** The services of {@code kilonova.network.v1}. */
    public List<BindableService> services() {
        return List.of(
                new NetworkApi(networks, requests),
                new SubnetApi(subnets, requests),
                new PortApi(ports, requests),
                new SecurityGroupApi(groups, requests),
                new NetworkQuotaApi(quotas, requests));
    }

    /** Makes the network that every project may use, unless there is a shared one already. */
    public void bootstrap(FirstNetwork first) {
        writes.run(tx -> {
            boolean there = networkRows.usable(tx, first.owner()).stream()
                    .anyMatch(network -> network.facts().shared());
            if (!there) {
                make(tx, first);
            }
            return there;
        });
    }

    private void make(Tx tx, FirstNetwork first) {
        long now = env.nowMicros();
        var facts = new Network.Facts(first.name(), "", true, true, false, TenantNetworks.STANDARD_MTU, true);
        var network = new Network(env.ids().next().toString(), first.owner(), facts, now, now, 1);
        networkRows.insert(tx, network);
        var block = IpBlock.of(first.cidr());
        var gateway = Optional.of(SubnetPlan.gateway(block));
        var said = new Subnet.Facts(
                first.name() + "-subnet", "", gateway, true, List.of(), List.of(), SubnetPlan.pools(block, gateway));
        var subnet = new Subnet(env.ids().next().toString(), network.id(), first.owner(), block, said, now, now, 1);
        subnetRows.insert(tx, subnet);
        addressRows.refill(tx, subnet);
    }

    @Override
    public List<NetworkInfo> networks(Principal who) {
        return writes.read(tx -> networkRows.usable(tx, who.projectOrNone()).stream()
                .map(network -> info(tx, network))
                .toList());
    }

    @Override
    public NetworkInfo network(Principal who, String id) {
        return writes.read(tx -> info(tx, TenantNetworks.seen(who, networkRows.find(tx, id), id)));
    }

    @Override
    public Port port(Principal who, String id) {
        return writes.read(tx -> serverPorts.port(tx, ports.seen(tx, who, id)));
    }

    @Override
    public String securityGroup(Principal who, String nameOrId) {
        if (who.project().isEmpty()) {
            throw new Problem.NotFound("security_group", nameOrId).raise();
        }
        return groups.resolve(who, nameOrId);
    }

    @Override
    public void requireFree(Principal who, String networkId, String address) {
        writes.read(tx -> {
            Network network = TenantNetworks.seen(who, networkRows.find(tx, networkId), networkId);
            NetworkAccess.requireChoosable(who, network, "create_port");
            serverPorts.requireFree(tx, network, address);
            return network;
        });
    }

    @Override
    public PortRoom portRoom(ProjectId project) {
        return writes.read(tx -> quotas.portRoom(tx, project));
    }

    @Override
    public Port ensurePort(PortRequest request) {
        return serverPorts.ensure(request);
    }

    @Override
    public List<Port> ports(String serverId) {
        return serverPorts.of(serverId);
    }

    @Override
    public List<String> boundServers(String after, int limit) {
        return serverPorts.bound(after, limit);
    }

    @Override
    public void releasePorts(String serverId) {
        serverPorts.release(serverId);
    }

    private NetworkInfo info(Tx tx, Network network) {
        Network.Facts facts = network.facts();
        boolean usable = !subnetRows.ofNetworks(tx, List.of(network.id())).isEmpty();
        return new NetworkInfo(
                network.id(), facts.name(), network.project().value(), facts.shared(), facts.external(), usable);
    }

    /** The network that a new cloud begins with. */
    public record FirstNetwork(String name, String cidr, ProjectId owner) {

        /** Large enough for a benchmark, and out of the way of common home networks. */
        public static FirstNetwork ownedBy(ProjectId owner) {
            return new FirstNetwork("private", "10.20.0.0/16", owner);
        }
    }
}
