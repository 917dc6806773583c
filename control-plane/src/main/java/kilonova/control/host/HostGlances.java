package kilonova.control.host;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import kilonova.control.store.Database;
import kilonova.control.store.Remembered;
import kilonova.control.store.Tx;

/** Glances at hosts: remembered until a host changes, for every view of a server asks for one. */
public final class HostGlances {
    private final Remembered<HostGlance> remembered;

    public HostGlances(Database database) {
        var repository = new HostRepository();
        this.remembered = new Remembered<>(database, Hosts.KIND, (tx, id) -> repository
                .find(tx, id)
                .map(host -> new HostGlance(host.hypervisorHostname(), host.up(), host.enabled())));
    }

    /**
     * Those of the ids that there are, by id.
     *
     * @param tx which only reads
     */
    public Map<String, HostGlance> of(Tx tx, Collection<String> ids) {
        var found = new LinkedHashMap<String, HostGlance>();
        for (String id : ids) {
            remembered.find(tx, id).ifPresent(glance -> found.put(id, glance));
        }
        return found;
    }

    /** The same outside of any transaction. */
    public Map<String, HostGlance> of(Collection<String> ids) {
        var found = new LinkedHashMap<String, HostGlance>();
        for (String id : ids) {
            remembered.find(id).ifPresent(glance -> found.put(id, glance));
        }
        return found;
    }
}
