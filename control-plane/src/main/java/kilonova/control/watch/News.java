package kilonova.control.watch;

import java.util.Optional;

/**
 * What a watcher is told of one resource.
 *
 * @param known the resource as it is, or as it last was; empty when no more than its id is left
 * @param gone whether it is there no longer, or not the watcher's to see
 * @param revision under which it is told
 */
public record News<T>(String id, Optional<T> known, boolean gone, long revision) {

    public static <T> News<T> of(String id, T now, long revision) {
        return new News<>(id, Optional.of(now), false, revision);
    }

    public static <T> News<T> gone(String id, Optional<T> last, long revision) {
        return new News<>(id, last, true, revision);
    }
}
