package kilonova.control.aggregate;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.control.store.Change;
import kilonova.control.store.Json;

/**
 * An aggregate after a change, as the change log carries it; one that was deleted, as it was.
 *
 * @param act what was done, as Nova's notifications call it
 * @param hosts their names
 */
public record AggregateNews(
        Act act, String id, long serial, String name, TreeMap<String, String> metadata, List<String> hosts) {

    /** What can be done to an aggregate. */
    public enum Act {
        CREATE,
        UPDATE_PROP,
        UPDATE_METADATA,
        ADD_HOST,
        REMOVE_HOST,
        DELETE
    }

    static Change change(Act act, Aggregate now, long generation) {
        var news = new AggregateNews(
                act,
                now.id(),
                now.serial(),
                now.name(),
                new TreeMap<>(now.metadata()),
                now.hosts().stream().map(Aggregate.Member::name).toList());
        Change change = act == Act.DELETE
                ? Change.deleted(Aggregates.KIND, now.id(), "", generation)
                : Change.of(Aggregates.KIND, now.id(), "", generation);
        return change.with(Json.write(news));
    }

    /** What a change says; empty where it says nothing. */
    public static Optional<AggregateNews> of(Change change) {
        return change.payload().map(text -> Json.read(text, AggregateNews.class));
    }
}
