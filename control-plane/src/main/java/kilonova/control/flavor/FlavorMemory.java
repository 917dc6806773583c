package kilonova.control.flavor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;

/**
 * Flavors that were asked for, until they change. A flavor is kept only if the change feed tells of no change since
 * before it was read, so that what is remembered is never older than what was delivered.
 */
final class FlavorMemory {
    private final Database database;
    private final FlavorRepository repository;
    private final Map<String, Flavor> known = new ConcurrentHashMap<>();
    private final Map<String, Long> changed = new HashMap<>();

    FlavorMemory(Database database, FlavorRepository repository) {
        this.database = database;
        this.repository = repository;
        database.feed().listen(this::forget);
    }

    Optional<Flavor> find(String id) {
        Flavor remembered = known.get(id);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        long before = database.feed().delivered();
        Optional<Flavor> read = database.read(tx -> repository.find(tx, id));
        read.ifPresent(flavor -> keep(flavor, before));
        return read;
    }

    private synchronized void keep(Flavor flavor, long before) {
        if (changed.getOrDefault(flavor.id(), 0L) <= before) {
            known.put(flavor.id(), flavor);
        }
    }

    private synchronized void forget(List<Committed> news) {
        for (Committed each : news) {
            if (each.change().kind().equals(Flavors.KIND)) {
                changed.put(each.change().id(), each.revision());
                known.remove(each.change().id());
            }
        }
    }
}
