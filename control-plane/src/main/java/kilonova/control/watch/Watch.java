package kilonova.control.watch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.Change;
import kilonova.control.store.Committed;
import kilonova.control.store.Tx;

/**
 * What one watcher wants.
 *
 * @param watcher the user that it counts for
 * @param concerns whether a change is any of the watcher's business
 * @param revision where it left off, 0 for a snapshot first
 * @param admission throws once the watcher may watch no longer; asked before anything is told, and while nothing is
 */
public record Watch<M>(
        UserId watcher,
        Predicate<Change> concerns,
        long revision,
        Runnable admission,
        Snapshot snapshot,
        Rendering<M> rendering,
        Bookmark<M> bookmark,
        Subjects subjects) {

    /** One that tells of what the changes themselves are about. */
    public Watch(
            UserId watcher,
            Predicate<Change> concerns,
            long revision,
            Runnable admission,
            Snapshot snapshot,
            Rendering<M> rendering,
            Bookmark<M> bookmark) {
        this(watcher, concerns, revision, admission, snapshot, rendering, bookmark, change -> List.of(change.id()));
    }

    /** Ids of what is to be told of after a change. */
    public interface Subjects {
        List<String> of(Change change);
    }

    /** Changes of one kind. */
    public static Predicate<Change> of(String kind) {
        return change -> change.kind().equals(kind);
    }

    /** Changes of one kind in one project; of all projects where none is named. */
    public static Predicate<Change> of(String kind, Optional<ProjectId> scope) {
        return scope.<Predicate<Change>>map(project ->
                        change -> change.kind().equals(kind) && change.project().equals(project.value()))
                .orElseGet(() -> of(kind));
    }

    /** Whether the resource only stands in a snapshot: nothing is told of one that is not there, or not to be seen. */
    public static boolean stands(Committed news) {
        return news.change().kind().isEmpty();
    }

    /** Ids of everything there is, page by page. */
    public interface Snapshot {
        List<String> page(Tx tx, String after, int limit);
    }

    /**
     * Resources as they are now, each with the revision under which it is told: the newest change of each, by id, in the
     * order of the changes. Of what stands in a snapshot the change says no more than the id.
     */
    public interface Rendering<M> {
        M events(Tx tx, Map<String, Committed> changes);

        /** The same from what the changes themselves know; empty where they know too little. */
        default Optional<M> known(Map<String, Committed> changes) {
            return Optional.empty();
        }
    }

    /** Everything up to the revision has been told. */
    public interface Bookmark<M> {
        M message(long revision, boolean snapshotComplete);
    }
}
