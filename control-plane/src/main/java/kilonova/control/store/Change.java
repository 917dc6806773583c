package kilonova.control.store;

import java.util.Optional;

/**
 * One committed change of one resource, as the change log keeps it.
 *
 * @param kind which room's resource: {@code server}, {@code operation}, {@code host}, …
 * @param project empty for what belongs to no project
 * @param generation of the row after the change
 * @param payload compact text for kinds that feed memory, so that nobody reads the row again
 * @param knowledge what the process that made the change knows of it, for listeners of its own; never stored, and empty
 *     for changes of other processes and of earlier lives
 */
public record Change(
        String kind,
        String id,
        String project,
        long generation,
        boolean deleted,
        Optional<String> payload,
        Optional<Object> knowledge) {

    public Change(String kind, String id, String project, long generation, boolean deleted, Optional<String> payload) {
        this(kind, id, project, generation, deleted, payload, Optional.empty());
    }

    public static Change of(String kind, String id, String project, long generation) {
        return new Change(kind, id, project, generation, false, Optional.empty());
    }

    public static Change deleted(String kind, String id, String project, long generation) {
        return new Change(kind, id, project, generation, true, Optional.empty());
    }

    public Change with(String text) {
        return new Change(kind, id, project, generation, deleted, Optional.of(text), knowledge);
    }

    public Change knowing(Object fact) {
        return new Change(kind, id, project, generation, deleted, payload, Optional.of(fact));
    }
}
