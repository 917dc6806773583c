package kilonova.control.host;

import com.google.protobuf.util.Timestamps;
import io.grpc.stub.StreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import kilonova.compute.v1.ControlService;
import kilonova.compute.v1.GetHostRequest;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.ListControlServicesRequest;
import kilonova.compute.v1.ListControlServicesResponse;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.ListHostsResponse;
import kilonova.compute.v1.ListZonesRequest;
import kilonova.compute.v1.ListZonesResponse;
import kilonova.compute.v1.UpdateHostRequest;
import kilonova.compute.v1.Zone;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Wire in, wire out for hosts and zones. */
public final class HostApi extends HostServiceGrpc.HostServiceImplBase {
    private static final String HYPERVISORS = "os_compute_api:os-hypervisors:list-detail";
    private static final String SERVICES = "os_compute_api:os-services:list";
    private static final String UPDATE = "os_compute_api:os-services:update";
    private static final String ZONES = "os_compute_api:os-availability-zone:list";
    private static final String ZONES_DETAIL = "os_compute_api:os-availability-zone:detail";
    /** What operators' tools look for; all of it is this process. */
    private static final List<String> BINARIES = List.of("nova-conductor", "nova-scheduler");

    /** Numbers of hosts begin at 1; those of control services must not meet them. */
    private static final long FIRST_CONTROL_SERIAL = 1_000_000_001L;

    private final Env env;
    private final Database database;
    private final Hosts hosts;
    private final PlacementLedger ledger;
    private final Requests requests;
    private final Policy policy;
    private final String replica;
    private final String machine;

    /**
     * @param replica the id of this process among replicas
     * @param machine the name of the machine it runs on
     */
    public HostApi(
            Env env,
            Database database,
            Hosts hosts,
            PlacementLedger ledger,
            Requests requests,
            Policy policy,
            String replica,
            String machine) {
        this.env = env;
        this.database = database;
        this.hosts = hosts;
        this.ledger = ledger;
        this.requests = requests;
        this.policy = policy;
        this.replica = replica;
        this.machine = machine;
    }

    @Override
    public void getHost(GetHostRequest request, StreamObserver<kilonova.compute.v1.Host> out) {
        Unary.reply(out, () -> {
            require(HYPERVISORS);
            return database.read(tx -> message(tx, hosts.host(tx, request.getId())));
        });
    }

    @Override
    public void listHosts(ListHostsRequest request, StreamObserver<ListHostsResponse> out) {
        Unary.reply(out, () -> {
            require(HYPERVISORS);
            return database.read(tx -> list(tx, request));
        });
    }

    private ListHostsResponse list(Tx tx, ListHostsRequest request) {
        List<Host> all = hosts.all(tx).stream()
                .filter(host -> request.getName().isEmpty() || host.name().equals(request.getName()))
                .filter(host -> host.name().contains(request.getHostnameContains())
                        || host.hypervisorHostname().contains(request.getHostnameContains()))
                .toList();
        Principal who = Call.current().principal();
        int from = Paging.after(request.getPageToken(), request.getAfterHypervisorId(), request, who)
                .map(marker -> 1 + indexOf(all, marker))
                .orElse(0);
        int size = Paging.size(request.getPageSize());
        int to = Math.min(all.size(), from + size);
        var response = ListHostsResponse.newBuilder();
        all.subList(from, to).forEach(host -> response.addHosts(message(tx, host)));
        if (to < all.size()) {
            response.setNextPageToken(Paging.token(all.get(to - 1).id(), request, who));
        }
        return response.build();
    }

    private static int indexOf(List<Host> all, String marker) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(marker)) {
                return i;
            }
        }
        throw new Problem.Invalid("after_hypervisor_id", "marker [" + marker + "] not found").raise();
    }

    @Override
    public void updateHost(UpdateHostRequest request, StreamObserver<kilonova.compute.v1.Host> out) {
        Unary.reply(out, () -> {
            require(UPDATE);
            var wanted = request.getHost();
            List<String> mask = request.getUpdateMask().getPathsList();
            Once<kilonova.compute.v1.Host, kilonova.compute.v1.Host> once = requests.once(
                    Call.current().principal(),
                    request,
                    kilonova.compute.v1.Host.getDefaultInstance(),
                    UnaryOperator.identity());
            return database.write(tx -> once.run(
                    tx,
                    () -> message(
                            tx,
                            hosts.set(
                                    tx,
                                    wanted.getId(),
                                    mask.contains("enabled") ? Optional.of(wanted.getEnabled()) : Optional.empty(),
                                    mask.contains("disabled_reason")
                                            ? Optional.of(wanted.getDisabledReason())
                                            : Optional.empty(),
                                    mask.contains("forced_down")
                                            ? Optional.of(wanted.getForcedDown())
                                            : Optional.empty()))));
        });
    }

    @Override
    public void listControlServices(
            ListControlServicesRequest request, StreamObserver<ListControlServicesResponse> out) {
        Unary.reply(out, () -> {
            require(SERVICES);
            return ListControlServicesResponse.newBuilder()
                    .addAllServices(controlServices())
                    .build();
        });
    }

    @Override
    public void listZones(ListZonesRequest request, StreamObserver<ListZonesResponse> out) {
        Unary.reply(out, () -> {
            require(request.getWithHosts() ? ZONES_DETAIL : ZONES);
            return database.read(tx -> zones(tx, request.getWithHosts()));
        });
    }

    private ListZonesResponse zones(Tx tx, boolean withHosts) {
        Map<String, Zone.Builder> zones = new TreeMap<>();
        for (Host host : hosts.all(tx)) {
            Zone.Builder zone =
                    zones.computeIfAbsent(host.zone(), name -> Zone.newBuilder().setName(name));
            zone.setAvailable(zone.getAvailable() || host.enabled());
            if (withHosts) {
                zone.addHosts(message(tx, host));
            }
        }
        var response = ListZonesResponse.newBuilder();
        zones.values().forEach(response::addZones);
        if (withHosts) {
            response.addZones(Zone.newBuilder()
                    .setName("internal")
                    .setInternal(true)
                    .setAvailable(true)
                    .addAllServices(controlServices()));
        }
        return response.build();
    }

    private List<ControlService> controlServices() {
        var services = new LinkedHashMap<String, ControlService>();
        for (String binary : BINARIES) {
            services.put(
                    binary,
                    ControlService.newBuilder()
                            .setId(java.util
                                    .UUID
                                    .nameUUIDFromBytes(
                                            (replica + binary).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                    .toString())
                            .setBinary(binary)
                            .setHost(machine)
                            .setUp(true)
                            .setUpdateTime(Timestamps.fromMicros(env.nowMicros()))
                            .setSerial(FIRST_CONTROL_SERIAL + services.size())
                            .build());
        }
        return List.copyOf(services.values());
    }

    private kilonova.compute.v1.Host message(Tx tx, Host host) {
        return HostProto.message(host, ledger.provider(tx, host.id()), ledger.consumers(tx, host.id()));
    }

    private void require(String rule) {
        var who = Call.current().principal();
        policy.require(who, rule, Target.own(who));
    }
}
