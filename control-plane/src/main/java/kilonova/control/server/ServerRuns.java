package kilonova.control.server;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Tx;

/** From when to when servers were there, deleted ones included: for whoever accounts for them. */
public final class ServerRuns {
    private final RunRepository repository = new RunRepository();

    /** A server's place in the order: by project, then by id. */
    public record Place(ProjectId project, String id) {}

    /**
     * Servers that were launched before {@code until} and had not ended at {@code from}.
     *
     * @param project whose; empty for every project's
     */
    public List<ServerRun> within(
            Tx tx, Optional<ProjectId> project, long from, long until, Optional<Place> after, int limit) {
        return repository.within(tx, project, from, until, after, limit);
    }

    /** Where a server stands in the order; empty for one that never was. */
    public Optional<Place> place(Tx tx, String id) {
        return repository.project(tx, id).map(project -> new Place(project, id));
    }
}
