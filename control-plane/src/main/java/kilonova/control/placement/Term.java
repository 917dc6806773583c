package kilonova.control.placement;

import java.util.Optional;

/**
 * A trait or a resource class.
 *
 * @param createdAt microseconds; empty for a standard one
 */
record Term(String name, Optional<Long> createdAt) {
    static Term standard(String name) {
        return new Term(name, Optional.empty());
    }
}
