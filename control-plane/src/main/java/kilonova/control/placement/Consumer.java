package kilonova.control.placement;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whoever holds something, as it is now.
 *
 * @param generation empty when it holds nothing
 * @param providerGenerations of the providers that it holds something of
 */
record Consumer(String id, Optional<Long> generation, List<Holding> holdings, Map<String, Long> providerGenerations) {
    Consumer {
        holdings = List.copyOf(holdings);
        providerGenerations = Map.copyOf(providerGenerations);
    }
}
