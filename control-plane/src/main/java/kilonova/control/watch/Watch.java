package kilonova.control.watch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.Change;
import kilonova.control.store.Tx;

/**
 * What one watcher wants.
 *
 * @param watcher the user that it counts for
 * @param kind the change log's word for the resource that changes
 * @param scope only this project's; empty for all
 * @param revision where it left off, 0 for a snapshot first
 * @param admission throws once the watcher may watch no longer; asked before anything is told, and while nothing is
 */
public record Watch<M>(
        UserId watcher,
        String kind,
        Optional<ProjectId> scope,
        long revision,
        Runnable admission,
        Snapshot snapshot,
        Rendering<M> rendering,
        Bookmark<M> bookmark,
        Subjects subjects) {

    /** One that tells of what the changes themselves are about. */
    public Watch(
            UserId watcher,
            String kind,
            Optional<ProjectId> scope,
            long revision,
            Runnable admission,
            Snapshot snapshot,
            Rendering<M> rendering,
            Bookmark<M> bookmark) {
        this(watcher, kind, scope, revision, admission, snapshot, rendering, bookmark, change -> List.of(change.id()));
    }

    /** Ids of what is to be told of after a change. */
    public interface Subjects {
        List<String> of(Change change);
    }

    /** Ids of everything there is, page by page. */
    public interface Snapshot {
        List<String> page(Tx tx, String after, int limit);
    }

    /** Resources as they are now, each with the revision under which it is told. */
    public interface Rendering<M> {
        M events(Tx tx, Map<String, Long> changes);
    }

    /** Everything up to the revision has been told. */
    public interface Bookmark<M> {
        M message(long revision, boolean snapshotComplete);
    }
}
