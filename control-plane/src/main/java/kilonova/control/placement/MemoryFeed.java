package kilonova.control.placement;

import java.util.ArrayList;
import java.util.List;
import kilonova.control.placement.candidate.Giver;
import kilonova.control.placement.candidate.ProviderMemory;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;

/**
 * Keeps the memory of providers as the change log tells. What is committed while the rows are read waits, and is told after
 * them: each change carries the whole provider, so that telling what the rows had already does no harm.
 */
public final class MemoryFeed {
    private static final int PAGE = 1_000;

    private final Database database;
    private final ProviderMemory memory;
    private final ProviderRepository repository = new ProviderRepository();
    /** Guarded by this; empty unless the rows are being read. */
    private final List<Committed> waiting = new ArrayList<>();

    private boolean filling;

    public MemoryFeed(Database database, ProviderMemory memory) {
        this.database = database;
        this.memory = memory;
    }

    /** Fills the memory, and keeps it fresh from here on. Before the first search. */
    public void start() {
        database.feed().listen(this::listen, this::fill);
        fill();
    }

    private void fill() {
        synchronized (this) {
            filling = true;
            waiting.clear();
        }
        var all = new ArrayList<Giver>();
        long asOf = database.read(tx -> {
            long revision = Database.revision(tx);
            List<Provider> page;
            String after = "";
            do {
                page = repository.page(tx, after, PAGE);
                page.forEach(each -> all.add(each.giver()));
                after = page.isEmpty() ? after : page.getLast().id();
            } while (page.size() == PAGE);
            return revision;
        });
        synchronized (this) {
            memory.fill(all, asOf);
            filling = false;
            apply(waiting.stream().filter(each -> each.revision() > asOf).toList());
            waiting.clear();
        }
    }

    private synchronized void listen(List<Committed> committed) {
        if (filling) {
            waiting.addAll(committed);
        } else {
            apply(committed);
        }
    }

    private void apply(List<Committed> committed) {
        if (committed.isEmpty()) {
            return;
        }
        var changes = new ArrayList<ProviderMemory.Change>();
        for (Committed each : committed) {
            var change = each.change();
            if (!change.kind().equals(PlacementLedger.KIND)) {
                continue;
            }
            if (change.deleted()) {
                changes.add(new ProviderMemory.Change.Gone(change.id()));
            } else if (change.knowledge().orElse(null) instanceof Provider known) {
                changes.add(new ProviderMemory.Change.Put(known.giver()));
            } else {
                changes.add(new ProviderMemory.Change.Put(
                        Provider.unpack(change.id(), change.payload().orElseThrow())
                                .giver()));
            }
        }
        memory.apply(changes, committed.getLast().revision());
    }
}
