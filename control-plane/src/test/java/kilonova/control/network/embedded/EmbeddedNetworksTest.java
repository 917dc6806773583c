package kilonova.control.network.embedded;

import static kilonova.control.store.tables.Tables.FREE_RANGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Refusal;
import kilonova.control.edge.TestEdge;
import kilonova.control.identity.ProjectId;
import kilonova.control.network.PortRequest;
import kilonova.control.request.TestRequests;
import kilonova.control.store.Database;
import kilonova.control.store.RowCounts;
import kilonova.control.store.TestStore;
import kilonova.kernel.Env;
import kilonova.kernel.ProblemStatus;
import kilonova.network.v1.AllocationPool;
import kilonova.network.v1.AttributeFilter;
import kilonova.network.v1.AttributeOrder;
import kilonova.network.v1.BatchCreateNetworksRequest;
import kilonova.network.v1.CreateNetworkRequest;
import kilonova.network.v1.CreatePortRequest;
import kilonova.network.v1.CreateSecurityGroupRequest;
import kilonova.network.v1.CreateSecurityGroupRuleRequest;
import kilonova.network.v1.CreateSubnetRequest;
import kilonova.network.v1.DeleteNetworkRequest;
import kilonova.network.v1.DeletePortRequest;
import kilonova.network.v1.DeleteSecurityGroupRequest;
import kilonova.network.v1.DeleteSubnetRequest;
import kilonova.network.v1.FixedIp;
import kilonova.network.v1.GetNetworkQuotasRequest;
import kilonova.network.v1.GetNetworkRequest;
import kilonova.network.v1.GetPortRequest;
import kilonova.network.v1.ListNetworksRequest;
import kilonova.network.v1.ListPortsRequest;
import kilonova.network.v1.ListSecurityGroupsRequest;
import kilonova.network.v1.Listing;
import kilonova.network.v1.Network;
import kilonova.network.v1.NetworkQuotaServiceGrpc;
import kilonova.network.v1.NetworkServiceGrpc;
import kilonova.network.v1.Port;
import kilonova.network.v1.PortServiceGrpc;
import kilonova.network.v1.SecurityGroup;
import kilonova.network.v1.SecurityGroupRule;
import kilonova.network.v1.SecurityGroupServiceGrpc;
import kilonova.network.v1.SetNetworkQuotasRequest;
import kilonova.network.v1.Subnet;
import kilonova.network.v1.SubnetServiceGrpc;
import kilonova.network.v1.UpdatePortRequest;
import kilonova.network.v1.UpdateSubnetRequest;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class EmbeddedNetworksTest {
    private static final Env ENV = Env.real();

    private final Database database;
    private final String project = "p-" + ENV.ids().next();
    private final String stranger = "s-" + ENV.ids().next();

    @SuppressWarnings("NullAway.Init")
    private EmbeddedNetworks networks;

    @SuppressWarnings("NullAway.Init")
    private TestEdge edge;

    EmbeddedNetworksTest(TestDatabase place) {
        database = TestStore.open(place);
    }

    @BeforeEach
    void serve() {
        networks = EmbeddedNetworks.open(database, ENV, TestRequests.on(ENV));
        edge = TestEdge.serving(networks.services(), ENV);
    }

    @AfterEach
    void close() {
        edge.close();
    }

    @Test
    void twoHundredPortsAtOnceHaveTwoHundredAddresses() throws Exception {
        Network network = network("busy");
        subnet(network, "10.1.0.0/22");
        var addresses = new ArrayList<String>();
        var macs = new HashSet<String>();
        for (Port port : atOnce(200, () -> port(network))) {
            addresses.add(port.getFixedIps(0).getIpAddress());
            macs.add(port.getMacAddress());
        }

        assertThat(addresses).doesNotHaveDuplicates().hasSize(200).doesNotContain("10.1.0.1");
        assertThat(macs).hasSize(200).allMatch(mac -> mac.startsWith("fa:16:3e:"));
    }

    @Test
    void whatIsGivenBackIsGivenOutAgainUntilTheSubnetIsExhausted() throws Exception {
        Network network = network("small");
        subnet(network, "10.2.0.0/29");
        var ports = atOnce(5, () -> port(network));
        var before = RowCounts.of(database);

        refused("Invalid", () -> port(network));
        assertThat(RowCounts.of(database)).isEqualTo(before);

        for (Port each : ports) {
            ports().deletePort(
                            DeletePortRequest.newBuilder().setId(each.getId()).build());
        }
        assertThat(atOnce(5, () -> port(network))).hasSize(5);
        refused("Invalid", () -> port(network));
    }

    @Test
    void freeRangesGrowTogetherAgain() {
        Network network = network("merge");
        Subnet subnet = subnet(network, "10.3.0.0/24");
        var made = new ArrayList<Port>();
        for (int i = 0; i < 5; i++) {
            made.add(port(network));
        }
        for (int i : List.of(1, 3, 0, 2, 4)) {
            ports().deletePort(DeletePortRequest.newBuilder()
                    .setId(made.get(i).getId())
                    .build());
        }

        int ranges = database.read(tx -> tx.sql().fetchCount(FREE_RANGE, FREE_RANGE.SUBNET_ID.eq(subnet.getId())));
        assertThat(ranges).isEqualTo(1);
    }

    @Test
    void anAddressThatIsAskedForIsGivenOnce() {
        Network network = network("asked");
        subnet(network, "10.4.0.0/24");
        Port port = ports().createPort(asking(network, "10.4.0.77"));

        assertThat(port.getFixedIps(0).getIpAddress()).isEqualTo("10.4.0.77");
        refused("InUse", () -> ports().createPort(asking(network, "10.4.0.77")));
        refused("Invalid", () -> ports().createPort(asking(network, "10.5.0.1")));
        refused("Invalid", () -> ports().createPort(asking(network, "10.4.0.255")));
        refused("Invalid", () -> ports().createPort(asking(network, "seventy-seven")));
    }

    @Test
    void aPortHasAnAddressOfEachVersion() {
        Network network = network("dual");
        subnet(network, "10.6.0.0/24");
        subnet(network, "fd00:6::/64");

        assertThat(port(network).getFixedIpsList())
                .extracting(FixedIp::getIpAddress)
                .containsExactly("10.6.0.2", "fd00:6::2");
    }

    @Test
    void aPortMovesToAnotherAddressAndTheOldOneIsFree() {
        Network network = network("move");
        subnet(network, "10.7.0.0/24");
        Port port = port(network);
        Port moved = ports().updatePort(UpdatePortRequest.newBuilder()
                .setPort(Port.newBuilder().setId(port.getId()).addFixedIps(address("10.7.0.9")))
                .setUpdateMask(FieldMask.newBuilder().addPaths("fixed_ips"))
                .build());

        assertThat(moved.getFixedIpsList()).extracting(FixedIp::getIpAddress).containsExactly("10.7.0.9");
        assertThat(port(network).getFixedIps(0).getIpAddress())
                .isEqualTo(port.getFixedIps(0).getIpAddress());
    }

    @Test
    void narrowerPoolsHoldForNewPorts() {
        Network network = network("pools");
        Subnet subnet = subnet(network, "10.8.0.0/24");
        subnets()
                .updateSubnet(UpdateSubnetRequest.newBuilder()
                        .setSubnet(Subnet.newBuilder()
                                .setId(subnet.getId())
                                .addAllocationPools(AllocationPool.newBuilder()
                                        .setFirst("10.8.0.50")
                                        .setLast("10.8.0.51")))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("allocation_pools"))
                        .build());

        assertThat(port(network).getFixedIps(0).getIpAddress()).isEqualTo("10.8.0.50");
        assertThat(port(network).getFixedIps(0).getIpAddress()).isEqualTo("10.8.0.51");
        refused("Invalid", () -> port(network));
    }

    @Test
    void aServerGetsItsPortOnceAndLosesItWithItself() {
        Network network = network("server");
        subnet(network, "10.9.0.0/24");
        var request = request(network, "server-1", ENV.ids().next().toString(), false);
        var port = networks.ensurePort(request);

        assertThat(networks.ensurePort(request)).isEqualTo(port);
        assertThat(port.addresses()).hasSize(1);
        assertThat(port.securityGroups()).hasSize(1);
        assertThat(networks.ports("server-1")).containsExactly(port);
        networks.releasePorts("server-1");
        networks.releasePorts("server-1");
        assertThat(networks.ports("server-1")).isEmpty();
        refused("NotFound", () -> ports().getPort(
                        GetPortRequest.newBuilder().setId(port.id()).build()));
    }

    @Test
    void aPortMadeBeforeOutlivesItsServer() {
        Network network = network("kept");
        subnet(network, "10.10.0.0/24");
        String id = port(network).getId();
        var bound = networks.ensurePort(request(network, "server-2", id, true));

        assertThat(bound.deviceId()).isEqualTo("server-2");
        assertThat(get(id).getStatus()).isEqualTo("ACTIVE");
        assertThatThrownBy(() -> networks.ensurePort(request(network, "server-3", id, true)))
                .hasMessageContaining("in use");
        networks.releasePorts("server-2");
        assertThat(get(id).getDeviceId()).isEmpty();
        assertThat(get(id).getStatus()).isEqualTo("DOWN");
    }

    @Test
    void anAddressOfAServerThatIsTakenIsSaidOfItsNetworks() {
        Network network = network("taken");
        subnet(network, "10.11.0.0/24");
        ports().createPort(asking(network, "10.11.0.20"));
        var request = new PortRequest(
                ENV.ids().next().toString(),
                false,
                network.getId(),
                Optional.of("10.11.0.20"),
                List.of(),
                "server-4",
                "web",
                new ProjectId(project),
                "nova",
                "host-1");
        var before = RowCounts.of(database);

        assertThatThrownBy(() -> networks.ensurePort(request)).hasMessageStartingWith("networks: ");
        assertThat(RowCounts.of(database)).isEqualTo(before);
    }

    @Test
    void manyDefaultGroupsAtOnceAreOne() throws Exception {
        var seen = new HashSet<String>();
        for (var list : atOnce(16, () -> groups().listSecurityGroups(ListSecurityGroupsRequest.getDefaultInstance()))) {
            list.getSecurityGroupsList().forEach(group -> seen.add(group.getId()));
        }

        assertThat(seen).hasSize(1);
        assertThat(networks.securityGroup(TestEdge.principal("member", project), "default"))
                .isEqualTo(seen.iterator().next());
    }

    @Test
    void aRuleIsThereOnceAndOnlyWhenItMeansSomething() {
        SecurityGroup group = groups().createSecurityGroup(CreateSecurityGroupRequest.newBuilder()
                .setSecurityGroup(SecurityGroup.newBuilder().setName("web"))
                .build());
        var ssh = SecurityGroupRule.newBuilder()
                .setSecurityGroupId(group.getId())
                .setDirection("ingress")
                .setProtocol("tcp")
                .setPortRangeMin(22)
                .setPortRangeMax(22)
                .setRemoteIpPrefix("10.0.0.7/8");

        assertThat(group.getRulesList())
                .extracting(SecurityGroupRule::getDirection)
                .containsOnly("egress");
        assertThat(rule(ssh).getRemoteIpPrefix()).isEqualTo("10.0.0.0/8");
        refused("Duplicate", () -> rule(ssh));
        refused("Invalid", () -> rule(ssh.clone().setPortRangeMax(21)));
        refused("Invalid", () -> rule(ssh.clone().setProtocol("gopher")));
        refused("Invalid", () -> rule(ssh.clone().setEthertype("IPv6")));
        refused("NotFound", () -> rule(ssh.clone().setRemoteIpPrefix("").setRemoteGroupId("nobody")));
    }

    @Test
    void whatIsInUseStays() {
        Network network = network("used");
        Subnet subnet = subnet(network, "10.12.0.0/24");
        Port port = port(network);

        refused("InUse", () -> networkStub(project, "member")
                .deleteNetwork(
                        DeleteNetworkRequest.newBuilder().setId(network.getId()).build()));
        refused("InUse", () -> subnets()
                .deleteSubnet(
                        DeleteSubnetRequest.newBuilder().setId(subnet.getId()).build()));
        refused("InUse", () -> groups().deleteSecurityGroup(DeleteSecurityGroupRequest.newBuilder()
                .setId(port.getSecurityGroupIds(0))
                .build()));
        ports().deletePort(DeletePortRequest.newBuilder().setId(port.getId()).build());
        networkStub(project, "member")
                .deleteNetwork(
                        DeleteNetworkRequest.newBuilder().setId(network.getId()).build());
        refused("NotFound", () -> networkStub(project, "member")
                .getNetwork(
                        GetNetworkRequest.newBuilder().setId(network.getId()).build()));
    }

    @Test
    void aSharedNetworkIsForAllAndOnlyAnAdministratorSharesOne() {
        var shared = CreateNetworkRequest.newBuilder()
                .setNetwork(Network.newBuilder().setName("all").setShared(true))
                .build();
        var before = RowCounts.of(database);
        refused("Forbidden", () -> networkStub(project, "member").createNetwork(shared));
        refused("Forbidden", () -> networkStub(project, "reader")
                .createNetwork(CreateNetworkRequest.newBuilder()
                        .setNetwork(Network.newBuilder().setName("x"))
                        .build()));
        assertThat(RowCounts.of(database)).isEqualTo(before);

        Network network = networkStub(project, "admin").createNetwork(shared);
        subnet(network, "10.13.0.0/24");
        var theirs = edge.as("member", stranger, PortServiceGrpc::newBlockingStub);
        Port port = theirs.createPort(on(network));
        assertThat(port.getProjectId()).isEqualTo(stranger);
        refused("Forbidden", () -> theirs.createPort(asking(network, "10.13.0.99")));
        refused("Forbidden", () -> networkStub(stranger, "member")
                .deleteNetwork(
                        DeleteNetworkRequest.newBuilder().setId(network.getId()).build()));
    }

    @Test
    void aNetworkOfAnotherProjectIsNotThere() {
        Network network = network("mine");
        Port port = port(withSubnet(network));

        refused("NotFound", () -> networkStub(stranger, "member")
                .getNetwork(
                        GetNetworkRequest.newBuilder().setId(network.getId()).build()));
        refused("NotFound", () -> edge.as("member", stranger, PortServiceGrpc::newBlockingStub)
                .deletePort(DeletePortRequest.newBuilder().setId(port.getId()).build()));
        refused("NotFound", () -> edge.as("member", stranger, PortServiceGrpc::newBlockingStub)
                .createPort(on(network)));
    }

    @Test
    void subnetsOfANetworkDoNotOverlap() throws Exception {
        Network network = network("overlap");
        subnet(network, "10.14.0.0/16");
        var before = RowCounts.of(database);

        refused("Invalid", () -> subnet(network, "10.14.7.0/24"));
        refused("Invalid", () -> subnet(network, "10.14.0.0/33"));
        refused("Invalid", () -> subnet(network, "ten"));
        assertThat(RowCounts.of(database)).isEqualTo(before);
    }

    @Test
    void aBatchIsMadeWholeOrNotAtAll() {
        var good = CreateNetworkRequest.newBuilder()
                .setNetwork(Network.newBuilder().setName("one"));
        var bad = CreateNetworkRequest.newBuilder()
                .setNetwork(Network.newBuilder().setName("n".repeat(256)));
        network("so that the default group is there");
        var before = RowCounts.of(database);

        refused("Invalid", () -> networkStub(project, "member")
                .batchCreateNetworks(BatchCreateNetworksRequest.newBuilder()
                        .addRequests(good)
                        .addRequests(bad)
                        .build()));
        assertThat(RowCounts.of(database)).isEqualTo(before);
    }

    @Test
    void aQuotaHoldsHoweverManyAskAtOnce() throws Exception {
        network("so that the default group is there");
        var quotas = edge.as("admin", project, NetworkQuotaServiceGrpc::newBlockingStub);
        quotas.setNetworkQuotas(SetNetworkQuotasRequest.newBuilder()
                .setProjectId(project)
                .putLimits("network", 4)
                .build());
        var refusals = atOnce(20, () -> {
            try {
                network("one of many");
                return "";
            } catch (StatusRuntimeException refused) {
                return reason(refused);
            }
        });

        assertThat(refusals).filteredOn(String::isEmpty).hasSize(3);
        assertThat(refusals).filteredOn(each -> !each.isEmpty()).containsOnly("QuotaExceeded");
        var used = new TreeMap<String, Long>();
        quotas.getNetworkQuotas(GetNetworkQuotasRequest.getDefaultInstance())
                .getQuotasList()
                .forEach(quota -> used.put(quota.getResource(), quota.getUsed()));
        assertThat(used).containsAllEntriesOf(Map.of("network", 4L, "security_group", 1L));
    }

    @Test
    void aListGoesOnWhenTheLastOfAPageWasDeletedMeanwhile() {
        Network network = withSubnet(network("gone"));
        for (int i = 0; i < 3; i++) {
            ports().createPort(CreatePortRequest.newBuilder()
                    .setPort(Port.newBuilder().setNetworkId(network.getId()).setName("p" + i))
                    .build());
        }
        var listing = Listing.newBuilder()
                .setPageSize(2)
                .addFilters(filter("network_id", network.getId()))
                .addOrderBy(AttributeOrder.newBuilder().setAttribute("name").setDescending(true));
        var first = ports().listPorts(
                        ListPortsRequest.newBuilder().setListing(listing).build());
        ports().deletePort(DeletePortRequest.newBuilder()
                .setId(first.getPorts(1).getId())
                .build());

        var second = ports().listPorts(ListPortsRequest.newBuilder()
                .setListing(listing.setPageToken(first.getNextPageToken()))
                .build());

        assertThat(first.getPortsList()).extracting(Port::getName).containsExactly("p2", "p1");
        assertThat(second.getPortsList()).extracting(Port::getName).containsExactly("p0");
        assertThat(second.getNextPageToken()).isEmpty();
    }

    @Test
    void aForgedTokenIsRefused() {
        var listing =
                Listing.newBuilder().addOrderBy(AttributeOrder.newBuilder().setAttribute("name"));
        for (String place : List.of("", "nonsense", "7", "{}", "null", "[]", "[1]", "[1,2]", "[\"a\",[2]]")) {
            listing.setPageToken(Paging.token(place, listing.build(), TestEdge.principal("member", project)));
            assertThat(Refusal.of(() -> ports().listPorts(ListPortsRequest.newBuilder()
                                    .setListing(listing)
                                    .build()))
                            .fact("field"))
                    .as(place)
                    .isEqualTo("page_token");
        }
    }

    @Test
    void listsAreNarrowedSortedAndPaged() {
        Network network = withSubnet(network("list"));
        for (String name : List.of("b", "a", "c")) {
            ports().createPort(CreatePortRequest.newBuilder()
                    .setPort(Port.newBuilder().setNetworkId(network.getId()).setName(name))
                    .build());
        }
        var byName = AttributeOrder.newBuilder().setAttribute("name").setDescending(true);
        var first = ports().listPorts(ListPortsRequest.newBuilder()
                .setListing(Listing.newBuilder().setPageSize(2).addOrderBy(byName))
                .build());
        var second = ports().listPorts(ListPortsRequest.newBuilder()
                .setListing(Listing.newBuilder()
                        .setPageSize(2)
                        .addOrderBy(byName)
                        .setAfterId(first.getPortsList().getLast().getId()))
                .build());

        assertThat(first.getPortsList()).extracting(Port::getName).containsExactly("c", "b");
        assertThat(first.getMore()).isTrue();
        assertThat(second.getPortsList()).extracting(Port::getName).containsExactly("a");
        assertThat(second.getMore()).isFalse();
        assertThat(ports().listPorts(ListPortsRequest.newBuilder()
                                .setListing(Listing.newBuilder()
                                        .addFilters(filter("network_id", network.getId()))
                                        .addFilters(filter("ip_address", "10.99.0.3"))
                                        .addFilters(filter("status", "DOWN")))
                                .build())
                        .getPortsList())
                .extracting(Port::getName)
                .containsExactly("a");
        refused("Invalid", () -> networkStub(project, "member")
                .listNetworks(ListNetworksRequest.newBuilder()
                        .setListing(Listing.newBuilder().addFilters(filter("colour", "blue")))
                        .build()));
    }

    @Test
    void theFirstNetworkIsMadeOnceAndIsForAll() {
        var first = EmbeddedNetworks.FirstNetwork.ownedBy(new ProjectId("admins"));
        networks.bootstrap(first);
        networks.bootstrap(first);

        assertThat(networks.networks(TestEdge.principal("member", stranger)))
                .filteredOn(info -> info.name().equals("private") || info.name().equals("all"))
                .anySatisfy(info -> assertThat(info.usable()).isTrue());
    }

    private interface Attempt {
        void run();
    }

    private static void refused(String reason, Attempt attempt) {
        assertThatThrownBy(attempt::run)
                .satisfies(failure -> assertThat(reason(failure)).isEqualTo(reason));
    }

    private static String reason(Throwable failure) {
        return ProblemStatus.info(failure)
                .map(com.google.rpc.ErrorInfo::getReason)
                .orElse(failure.toString());
    }

    private static <T> List<T> atOnce(int count, Callable<T> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < count; i++) {
                running.add(threads.submit(work));
            }
            var results = new ArrayList<T>();
            for (var each : running) {
                results.add(each.get());
            }
            return results;
        }
    }

    private Network network(String name) {
        return networkStub(project, "member")
                .createNetwork(CreateNetworkRequest.newBuilder()
                        .setNetwork(Network.newBuilder().setName(name))
                        .build());
    }

    private Network withSubnet(Network network) {
        subnet(network, "10.99.0.0/24");
        return network;
    }

    private Subnet subnet(Network network, String cidr) {
        return subnets()
                .createSubnet(CreateSubnetRequest.newBuilder()
                        .setSubnet(Subnet.newBuilder()
                                .setNetworkId(network.getId())
                                .setCidr(cidr)
                                .setIpVersion(cidr.contains(":") ? 6 : 4)
                                .setDefaultGateway(true))
                        .build());
    }

    private Port port(Network network) {
        return ports().createPort(on(network));
    }

    private Port get(String id) {
        return ports().getPort(GetPortRequest.newBuilder().setId(id).build());
    }

    private static CreatePortRequest on(Network network) {
        return CreatePortRequest.newBuilder()
                .setPort(Port.newBuilder().setNetworkId(network.getId()))
                .build();
    }

    private static CreatePortRequest asking(Network network, String ip) {
        return CreatePortRequest.newBuilder()
                .setPort(Port.newBuilder().setNetworkId(network.getId()).addFixedIps(address(ip)))
                .build();
    }

    private static FixedIp address(String ip) {
        return FixedIp.newBuilder().setIpAddress(ip).build();
    }

    private static AttributeFilter filter(String attribute, String value) {
        return AttributeFilter.newBuilder()
                .setAttribute(attribute)
                .addValues(value)
                .build();
    }

    private SecurityGroupRule rule(SecurityGroupRule.Builder rule) {
        return groups().createSecurityGroupRule(CreateSecurityGroupRuleRequest.newBuilder()
                .setRule(rule)
                .build());
    }

    private PortRequest request(Network network, String server, String port, boolean existing) {
        UUID.fromString(port);
        return new PortRequest(
                port,
                existing,
                network.getId(),
                Optional.empty(),
                List.of(),
                server,
                "web",
                new ProjectId(project),
                "nova",
                "host-1");
    }

    private NetworkServiceGrpc.NetworkServiceBlockingStub networkStub(String who, String role) {
        return edge.as(role, who, NetworkServiceGrpc::newBlockingStub);
    }

    private SubnetServiceGrpc.SubnetServiceBlockingStub subnets() {
        return mine(SubnetServiceGrpc::newBlockingStub);
    }

    private PortServiceGrpc.PortServiceBlockingStub ports() {
        return mine(PortServiceGrpc::newBlockingStub);
    }

    private SecurityGroupServiceGrpc.SecurityGroupServiceBlockingStub groups() {
        return mine(SecurityGroupServiceGrpc::newBlockingStub);
    }

    private <S extends AbstractStub<S>> S mine(Function<io.grpc.Channel, S> stub) {
        return edge.as("member", project, stub);
    }
}
