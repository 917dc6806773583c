package kilonova.control.host;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Hosts, within the caller's transaction. */
public final class Hosts {
    /** The change log's word for a host; its payload is a {@link Standing}. */
    public static final String KIND = "host";

    private final Env env;
    private final PlacementLedger ledger;
    private final HostRepository repository = new HostRepository();

    public Hosts(Env env, PlacementLedger ledger) {
        this.env = env;
        this.ledger = ledger;
    }

    /**
     * Takes what a node reports of a host whose stream is open. A host is known by its id; a second one of the same name
     * is refused, and so is whoever speaks for a host of another node.
     *
     * @throws kilonova.kernel.ProblemException Duplicate, InUse
     */
    public void reported(Tx tx, HostReport report) {
        long now = env.nowMicros();
        Optional<Host> seen = repository.find(tx, report.id());
        if (seen.isEmpty()) {
            if (repository.named(tx, report.name()).isPresent()) {
                throw new Problem.Duplicate("host", report.name()).raise();
            }
            repository.insert(
                    tx,
                    new Host(
                                    report.id(),
                                    repository.nextSerial(tx),
                                    report.name(),
                                    report.nodeId(),
                                    "",
                                    "",
                                    "",
                                    "",
                                    0,
                                    "",
                                    "",
                                    "",
                                    0,
                                    true,
                                    "",
                                    false,
                                    true,
                                    1,
                                    now,
                                    now,
                                    now)
                            .reported(report, now));
        } else {
            if (!seen.get().nodeId().equals(report.nodeId())) {
                throw new Problem.InUse(
                                "host", report.id(), "node " + seen.get().nodeId())
                        .raise();
            }
            Host next = seen.get().reported(report, now).connected(true, report.nodeId(), now);
            // Nodes that all come back at once say what is known, as a rule: that costs no write.
            if (!next.saysAs(seen.get())) {
                repository.replace(tx, seen.get(), next);
            }
        }
        ledger.ensureProvider(tx, report.id(), report.hypervisorHostname(), report.inventories(), report.traits());
    }

    /** The node's stream ended. */
    public void gone(Tx tx, String id) {
        repository
                .find(tx, id)
                .filter(Host::connected)
                .ifPresent(seen -> repository.replace(tx, seen, seen.connected(false, seen.nodeId(), env.nowMicros())));
    }

    /**
     * What the operator says of a host.
     *
     * @param etag of the host that the operator saw, empty for whichever
     * @throws kilonova.kernel.ProblemException NotFound; Stale when it was changed since
     */
    public Host set(
            Tx tx,
            String idOrName,
            String etag,
            Optional<Boolean> enabled,
            Optional<String> why,
            Optional<Boolean> down) {
        Host seen = current(tx, idOrName, etag);
        boolean nowEnabled = enabled.orElse(seen.enabled());
        String reason = nowEnabled ? "" : why.orElse(seen.disabledReason());
        Host next = seen.set(nowEnabled, reason, down.orElse(seen.forcedDown()), env.nowMicros());
        repository.replace(tx, seen, next);
        return host(tx, seen.id());
    }

    /**
     * Forgets a host and what it has, once each {@link HostTenant} let go of it. A node that reports it again makes it anew.
     *
     * @throws kilonova.kernel.ProblemException InUse while anybody holds something of it; HasChildren
     */
    public void delete(Tx tx, Host seen) {
        ledger.dropProvider(tx, seen.id());
        repository.delete(tx, seen);
    }

    /**
     * The host as the caller saw it.
     *
     * @param etag empty for whichever
     * @throws kilonova.kernel.ProblemException NotFound; Stale when it was changed since
     */
    Host current(Tx tx, String idOrName, String etag) {
        Host seen = host(tx, idOrName);
        if (!etag.isEmpty() && !etag.equals(Long.toString(seen.generation()))) {
            throw new Problem.Stale(KIND, seen.id()).raise();
        }
        return seen;
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    public Host host(Tx tx, String idOrName) {
        return find(tx, idOrName).orElseThrow(() -> new Problem.NotFound("host", idOrName).raise());
    }

    /** The host whose compute service has the id. */
    Optional<Host> ofService(Tx tx, String serviceId) {
        return ids(tx, "", Integer.MAX_VALUE).stream()
                .filter(id -> Host.serviceId(id).equals(serviceId))
                .findFirst()
                .flatMap(id -> repository.find(tx, id));
    }

    public Optional<Host> find(Tx tx, String idOrName) {
        return repository.find(tx, idOrName).or(() -> repository.named(tx, idOrName));
    }

    /** Whether its node is there and nobody says that it is down. */
    public boolean up(Tx tx, String id) {
        return repository.up(tx, id);
    }

    /** Puts a host into the zone of its aggregates, or with an empty one back into its own. */
    public void give(Tx tx, String id, String zone) {
        repository
                .find(tx, id)
                .filter(seen -> !seen.givenZone().equals(zone))
                .ifPresent(seen -> repository.replace(tx, seen, seen.given(zone, env.nowMicros())));
    }

    /** Whether any host is in the zone. */
    public boolean zone(Tx tx, String zone) {
        return repository.zone(tx, zone);
    }

    /** The host of that name and with that hypervisor; either may be empty for any. */
    public Optional<Host> matching(Tx tx, String name, String hypervisor) {
        return repository.matching(tx, name, hypervisor).stream().findFirst();
    }

    List<Host> page(Tx tx, HostQuery query) {
        return repository.page(tx, query);
    }

    /** By name. */
    public List<Host> all(Tx tx) {
        return repository.all(tx);
    }

    /** Those of the ids that there are, by id: one statement. */
    public Map<String, Host> of(Tx tx, Collection<String> ids) {
        if (ids.size() == 1) {
            String only = ids.iterator().next();
            return repository.find(tx, only).map(host -> Map.of(only, host)).orElse(Map.of());
        }
        var found = new LinkedHashMap<String, Host>();
        all(tx, ids).forEach(host -> found.put(host.id(), host));
        return found;
    }

    /** Ids in their own order, those after {@code after}. */
    List<String> ids(Tx tx, String after, int limit) {
        return repository.ids(tx, after, limit);
    }

    public List<Host> all(Tx tx, Collection<String> ids) {
        return repository.all(tx, ids);
    }
}
