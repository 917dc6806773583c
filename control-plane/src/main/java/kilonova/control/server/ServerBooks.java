package kilonova.control.server;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import kilonova.control.quota.Usage;
import kilonova.control.store.Tx;

/** Servers as the audit sees them: who is where, who counts for what. Reads alone. */
public final class ServerBooks {
    private final BriefRepository repository = new BriefRepository();

    /** Servers that say that they are on the host, by id. One statement. */
    public List<ServerBrief> onHost(Tx tx, String hostId) {
        return repository.onHost(tx, hostId);
    }

    /** Those of these that there are, deleted ones included, by id. One statement. */
    public List<ServerBrief> of(Tx tx, Collection<String> ids) {
        return repository.of(tx, ids);
    }

    /** What the servers of a project use of its quota, by user. One statement, for which the database reads each of them. */
    public Map<String, Usage> used(Tx tx, String project) {
        return repository.used(tx, project);
    }
}
