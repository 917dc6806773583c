package kilonova.control.store;

import java.util.Optional;

/**
 * One committed change of one resource, as the change log keeps it.
 *
 * @param kind which room's resource: {@code server}, {@code operation}, {@code host}, …
 * @param project empty for what belongs to no project
 * @param generation of the row after the change
 * @param payload compact text for kinds that feed memory, so that nobody reads the row again
 */
public record Change(
        String kind, String id, String project, long generation, boolean deleted, Optional<String> payload) {

    public static Change of(String kind, String id, String project, long generation) {
        return new Change(kind, id, project, generation, false, Optional.empty());
    }

    public static Change deleted(String kind, String id, String project, long generation) {
        return new Change(kind, id, project, generation, true, Optional.empty());
    }

    public Change with(String text) {
        return new Change(kind, id, project, generation, deleted, Optional.of(text));
    }
}
