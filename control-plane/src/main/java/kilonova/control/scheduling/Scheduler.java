package kilonova.control.scheduling;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import kilonova.control.host.Hosts;
import kilonova.control.host.Standing;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Provider;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;

/** Chooses hosts from memory. */
public final class Scheduler {
    private static final int PAGE = 1_000;

    private final Database database;
    private final Hosts hosts;
    private final PlacementLedger ledger;
    private final HostMemory memory = new HostMemory();

    public Scheduler(Database database, Hosts hosts, PlacementLedger ledger) {
        this.database = database;
        this.hosts = hosts;
        this.ledger = ledger;
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
            remember(hosts.all(tx).stream().map(Standing::of).toList(), List.of());
            return true;
        });
    }

    /** The best host for the request, if any fits. Holds it in memory until {@link #settled}. */
    public Choice choose(PlacementRequest request) {
        synchronized (memory) {
            // An earlier try of the same server must not stand in its own way.
            memory.settled(request.consumer());
            BitSet left = new BitSet();
            left.set(0, memory.size());
            var removed = new LinkedHashMap<String, Integer>();
            for (Rule rule : request.forced() ? List.of(Rule.DESTINATION, Rule.TRIED) : List.of(Rule.values())) {
                BitSet passing = memory.passing(rule, request, left);
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
            return new Choice.Chosen(memory.id(best), memory.name(best), memory.zone(best));
        }
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
                case PlacementLedger.KIND ->
                    remember(List.of(), List.of(Provider.unpack(each.change().id(), payload)));
                case Hosts.KIND -> remember(List.of(Standing.unpack(payload)), List.of());
                default -> {}
            }
        }
    }

    private void remember(List<Standing> fresh, List<Provider> providers) {
        synchronized (memory) {
            fresh.forEach(memory::put);
            providers.forEach(memory::put);
        }
    }
}
