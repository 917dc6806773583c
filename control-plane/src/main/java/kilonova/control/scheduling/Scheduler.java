package kilonova.control.scheduling;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kilonova.control.host.Host;
import kilonova.control.host.Hosts;
import kilonova.control.host.Standing;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Provider;
import kilonova.control.store.Change;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;

/** Chooses hosts from memory. */
public final class Scheduler {
    private static final int PAGE = 1_000;
    /** What holds even for whoever forces a host. */
    private static final List<Rule> FORCED = List.of(Rule.DESTINATION, Rule.TRIED);

    private final Database database;
    private final Hosts hosts;
    private final PlacementLedger ledger;
    private final SchedulerSettings settings;
    private final List<Rule> rules;
    private final HostMemory memory = new HostMemory();

    public Scheduler(Database database, Hosts hosts, PlacementLedger ledger, SchedulerSettings settings) {
        this.database = database;
        this.hosts = hosts;
        this.ledger = ledger;
        this.settings = settings;
        this.rules =
                Arrays.stream(Rule.values()).filter(rule -> rule.held(settings)).toList();
    }

    /** Fills the memory, and keeps it fresh from here on. Before the first choice. */
    public void start() {
        database.feed().listen(this::listen, this::fill);
        fill();
    }

    private void fill() {
        database.read(tx -> {
            String after = "";
            List<Provider> page;
            do {
                page = ledger.providers(tx, after, PAGE);
                remember(List.of(), page);
                after = page.isEmpty() ? "" : page.getLast().name();
            } while (page.size() == PAGE);
            List<Host> all = hosts.all(tx);
            synchronized (memory) {
                memory.forgetAllBut(all.stream().map(Host::id).collect(Collectors.toSet()));
            }
            remember(all.stream().map(Standing::of).toList(), List.of());
            return true;
        });
    }

    /**
     * Whether the hints make sense where they mean something.
     *
     * @throws kilonova.kernel.ProblemException Invalid, naming the hint
     */
    public void require(Hints hints) {
        if (settings.enables(Filter.SIMPLE_CIDR_AFFINITY) && !hints.nearIp().isEmpty()) {
            AddressBlock.around(hints.nearIp(), hints.cidr());
        }
        if (settings.enables(Filter.JSON) && !hints.query().isEmpty()) {
            HostQuery.parse(hints.query());
        }
    }

    /**
     * The best host for the request, if any fits. Holds it in memory until {@link #settled}. Reads rows, one statement, only
     * for a request that names other servers.
     *
     * @throws kilonova.kernel.ProblemException Invalid for a hint that makes no sense
     */
    public Choice choose(PlacementRequest request) {
        Map<String, List<String>> whereabouts = whereabouts(request.hints());
        synchronized (memory) {
            // An earlier try of the same server must not stand in its own way.
            memory.settled(request.consumer());
            BitSet left = new BitSet();
            left.set(0, memory.size());
            var removed = new LinkedHashMap<String, Integer>();
            for (Rule rule : request.forced() ? FORCED : rules) {
                BitSet passing = memory.passing(rule, request, whereabouts, left);
                int gone = left.cardinality() - passing.cardinality();
                if (gone > 0) {
                    removed.put(rule.words(), gone);
                }
                left = passing;
            }
            int best = Weights.best(memory, left);
            if (best < 0) {
                return new Choice.Refused(memory.size(), removed);
            }
            memory.underWay(request.consumer(), best, request.resources());
            Standing host = memory.host(best);
            return new Choice.Chosen(host.id(), host.name(), host.zone());
        }
    }

    /** Where the servers that the hints name are: who holds something of a host is on it. */
    private Map<String, List<String>> whereabouts(Hints hints) {
        var servers = new TreeSet<>(settings.enables(Filter.SAME_HOST) ? hints.sameHost() : List.of());
        if (settings.enables(Filter.DIFFERENT_HOST)) {
            servers.addAll(hints.differentHost());
        }
        return servers.isEmpty() ? Map.of() : database.read(tx -> ledger.providersOf(tx, servers));
    }

    /** The claim was committed or given up: the change log says the rest. */
    public void settled(String consumer) {
        synchronized (memory) {
            memory.settled(consumer);
        }
    }

    /** Consumers for whom something is held in memory alone. */
    public List<String> underWay() {
        synchronized (memory) {
            return memory.underWay();
        }
    }

    private void listen(List<Committed> committed) {
        for (Committed each : committed) {
            String payload = each.change().payload().orElse("");
            switch (each.change().kind()) {
                case PlacementLedger.KIND -> host(each.change()).ifPresent(host -> remember(List.of(), List.of(host)));
                case Hosts.KIND -> {
                    if (each.change().deleted()) {
                        forget(each.change().id());
                    } else {
                        remember(List.of(Standing.unpack(payload)), List.of());
                    }
                }
                default -> {}
            }
        }
    }

    /** What changed of a provider, if that is a host of this cloud. */
    private static Optional<Provider> host(Change change) {
        if (change.deleted()) {
            return Optional.empty();
        }
        Provider provider = change.knowledge().orElse(null) instanceof Provider known
                ? known
                : Provider.unpack(change.id(), change.payload().orElseThrow());
        return Optional.of(provider).filter(Provider::hosting);
    }

    private void forget(String id) {
        synchronized (memory) {
            memory.forget(id);
        }
    }

    private void remember(List<Standing> fresh, List<Provider> providers) {
        synchronized (memory) {
            fresh.forEach(memory::put);
            providers.forEach(memory::put);
        }
    }
}
