package kilonova.control.scheduling;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import kilonova.control.placement.Resources;

/**
 * What a server asks of a host.
 *
 * @param consumer the server
 * @param zone only hosts of it
 * @param host only this one, by name; {@code forced} skips all rules but this
 * @param tried hosts that failed to build it
 */
public record PlacementRequest(
        String consumer,
        Resources resources,
        List<String> requiredTraits,
        List<String> forbiddenTraits,
        Optional<String> zone,
        Optional<String> host,
        boolean forced,
        Set<String> tried,
        Hints hints) {}
