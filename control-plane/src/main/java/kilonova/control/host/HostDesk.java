package kilonova.control.host;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kilonova.compute.v1.HostView;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.identity.Principal;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Provider;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.control.watch.News;
import kilonova.control.watch.Watch;
import kilonova.kernel.Problem;

/** Hosts as operators ask for them, within the policy. However many they are, they cost as many statements as one. */
public final class HostDesk {
    private static final String HYPERVISOR = "os_compute_api:os-hypervisors:show";
    private static final String HYPERVISORS = "os_compute_api:os-hypervisors:list";
    private static final String HYPERVISORS_DETAIL = "os_compute_api:os-hypervisors:list-detail";
    private static final String SERVICES = "os_compute_api:os-services:list";
    private static final String DELETE = "os_compute_api:os-services:delete";
    private static final String UPDATE = "os_compute_api:os-services:update";
    private static final String ZONES = "os_compute_api:os-availability-zone:list";
    private static final String ZONES_DETAIL = "os_compute_api:os-availability-zone:detail";

    private final Database database;
    private final Hosts hosts;
    private final PlacementLedger ledger;
    private final Policy policy;
    private final List<HostTenant> tenants;
    private final Function<String, Optional<String>> uptimes;
    private final Function<Collection<String>, Map<String, Long>> heard;

    /** A host with what it has, and how many servers hold something of it. */
    record Seen(Host host, Optional<Provider> provider, int servers) {
        private Seen as(Host now) {
            return new Seen(now, provider, servers);
        }
    }

    /** @param more the name of the last host when others come after it */
    record Page(List<Seen> hosts, Optional<String> more) {}

    /** What an operator says of a host; empty for what stays. */
    record Word(
            String idOrName, String etag, Optional<Boolean> enabled, Optional<String> why, Optional<Boolean> down) {}

    /**
     * @param tenants in the order in which they are asked before a host is deleted
     * @param uptimes asks the host of an id how long it has been running; empty while it does not say
     * @param heard when the nodes of hosts were last heard, microseconds by the host's id; without those of which nobody says
     */
    public HostDesk(
            Database database,
            Hosts hosts,
            PlacementLedger ledger,
            Policy policy,
            List<HostTenant> tenants,
            Function<String, Optional<String>> uptimes,
            Function<Collection<String>, Map<String, Long>> heard) {
        this.database = database;
        this.hosts = hosts;
        this.ledger = ledger;
        this.policy = policy;
        this.tenants = List.copyOf(tenants);
        this.uptimes = uptimes;
        this.heard = heard;
    }

    /**
     * One host, and as Nova does it, how long it has been running as of now. Where it does not say, and in lists, that is as it
     * last was when something else of the host changed.
     *
     * @throws kilonova.kernel.ProblemException NotFound
     */
    Seen get(Principal who, String id) {
        require(who, HYPERVISOR);
        Seen known = database.read(tx -> seen(tx, List.of(hosts.host(tx, id))).getFirst());
        Seen now = heard(List.of(known)).getFirst();
        Host host = now.host();
        return host.up() && !host.uptime().isEmpty()
                ? uptimes.apply(host.id())
                        .map(told -> now.as(host.running(told)))
                        .orElse(now)
                : now;
    }

    Page list(Principal who, ListHostsRequest request) {
        boolean whole = whole(who, request.getView());
        Optional<String> place = Paging.place(request.getPageToken(), request, who);
        int size = Paging.size(request.getPageSize());
        Page page = database.read(tx -> {
            Optional<String> after = place.or(() -> marker(tx, request.getAfterHypervisorId()));
            List<Host> found = request.getServiceId().isEmpty()
                    ? hosts.page(tx, new HostQuery(request.getName(), request.getHostnameContains(), after, size + 1))
                    : hosts.ofService(tx, request.getServiceId()).stream().toList();
            List<Host> some = found.subList(0, Math.min(found.size(), size));
            return new Page(
                    whole ? seen(tx, some) : some.stream().map(HostDesk::plain).toList(),
                    found.size() > size ? Optional.of(some.getLast().name()) : Optional.empty());
        });
        return request.getView() == HostView.HOST_VIEW_BRIEF ? page : new Page(heard(page.hosts()), page.more());
    }

    /** With when their nodes were last heard. Outside of any transaction, for other replicas may be asked. */
    private List<Seen> heard(List<Seen> some) {
        List<String> connected = some.stream()
                .map(Seen::host)
                .filter(Host::connected)
                .map(Host::id)
                .toList();
        if (connected.isEmpty()) {
            return some;
        }
        Map<String, Long> when = heard.apply(connected);
        return some.stream()
                .map(each ->
                        each.as(each.host().heard(when.getOrDefault(each.host().id(), 0L))))
                .toList();
    }

    /** Whether the view holds all of a host; refused to those whom the policy does not let see it. */
    private boolean whole(Principal who, HostView view) {
        return switch (view) {
            case HOST_VIEW_UNSPECIFIED -> {
                require(who, HYPERVISORS_DETAIL);
                yield true;
            }
            case HOST_VIEW_BRIEF -> {
                require(who, HYPERVISORS);
                yield false;
            }
            case HOST_VIEW_SERVICE -> {
                require(who, SERVICES);
                yield false;
            }
            case UNRECOGNIZED -> throw new Problem.Invalid("view", "unknown").raise();
        };
    }

    /** As they change: of whole ones what servers use of them, too. */
    <M> Watch<M> watch(
            Call call, HostView view, long revision, Function<List<News<Seen>>, M> words, Watch.Bookmark<M> bookmark) {
        Principal who = call.principal();
        boolean whole = whole(who, view);
        return new Watch<>(
                who.user(),
                Watch.of(Hosts.KIND)
                        .or(change -> whole && change.kind().equals(PlacementLedger.KIND) && !change.deleted()),
                revision,
                call.admission(now -> whole(now, view)),
                hosts::ids,
                (tx, changes) -> words.apply(news(tx, whole, changes)),
                bookmark);
    }

    private List<News<Seen>> news(Tx tx, boolean whole, Map<String, Committed> changes) {
        List<Host> rows = hosts.all(tx, changes.keySet());
        var found = new HashMap<String, Seen>();
        (whole ? seen(tx, rows) : rows.stream().map(HostDesk::plain).toList())
                .forEach(each -> found.put(each.host().id(), each));
        var news = new ArrayList<News<Seen>>(changes.size());
        changes.forEach((id, change) -> {
            Seen now = found.get(id);
            if (now != null) {
                news.add(News.of(id, now, change.revision()));
            } else if (change.change().deleted()) {
                news.add(News.gone(id, Optional.empty(), change.revision()));
            }
        });
        return news;
    }

    <R extends Message> R set(Principal who, Word word, Once<Seen, R> once) {
        require(who, UPDATE);
        long when = lastHeard(word.idOrName());
        return database.write(tx -> once.run(tx, () -> {
            Host now = hosts.set(tx, word.idOrName(), word.etag(), word.enabled(), word.why(), word.down());
            return seen(tx, List.of(now.heard(when))).getFirst();
        }));
    }

    /** When the node of a host was last heard, 0 when nobody says. */
    private long lastHeard(String idOrName) {
        return database.read(tx -> hosts.find(tx, idOrName))
                .filter(Host::connected)
                .map(host -> heard.apply(List.of(host.id())).getOrDefault(host.id(), 0L))
                .orElse(0L);
    }

    /** @throws kilonova.kernel.ProblemException NotFound, Stale, InUse, HasChildren */
    Empty delete(Principal who, String id, String etag, Once<Object, Empty> once) {
        require(who, DELETE);
        return database.write(tx -> once.run(tx, () -> {
            Host seen = hosts.current(tx, id, etag);
            if (!seen.id().equals(id)) {
                throw new Problem.NotFound(Hosts.KIND, id).raise();
            }
            tenants.forEach(each -> each.letGo(tx, seen));
            hosts.delete(tx, seen);
            return id;
        }));
    }

    /** Every host, for the zones that they make up; what they have only when it is asked for. */
    List<Seen> inZones(Principal who, boolean whole) {
        require(who, whole ? ZONES_DETAIL : ZONES);
        List<Seen> all = database.read(tx -> whole
                ? seen(tx, hosts.all(tx))
                : hosts.all(tx).stream().map(HostDesk::plain).toList());
        return whole ? heard(all) : all;
    }

    /** Whether the caller may see the processes of the control plane. */
    void requireServices(Principal who) {
        require(who, SERVICES);
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    Empty deleteControl(Principal who, ControlServices control, String id, Once<Object, Empty> once) {
        require(who, DELETE);
        return database.write(tx -> once.run(tx, () -> {
            control.forget(tx, id);
            return id;
        }));
    }

    private List<Seen> seen(Tx tx, List<Host> some) {
        List<String> ids = some.stream().map(Host::id).toList();
        Map<String, Provider> providers = ledger.providers(tx, ids);
        Map<String, Integer> servers = ledger.consumers(tx, ids);
        return some.stream()
                .map(host -> new Seen(
                        host, Optional.ofNullable(providers.get(host.id())), servers.getOrDefault(host.id(), 0)))
                .toList();
    }

    private static Seen plain(Host host) {
        return new Seen(host, Optional.empty(), 0);
    }

    /** The name of the host after which the caller wants to begin. */
    private Optional<String> marker(Tx tx, String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(hosts.of(tx, List.of(id)).values().stream()
                .map(Host::name)
                .findFirst()
                .orElseThrow(
                        () -> new Problem.Invalid("after_hypervisor_id", "marker [" + id + "] not found").raise()));
    }

    private void require(Principal who, String rule) {
        policy.require(who, rule, Target.own(who));
    }
}
