package kilonova.control.placement;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which providers to list: those of which all that is said holds.
 *
 * @param memberOf it is in one of each of these
 * @param resources it can give these now
 * @param traits it has one of each of these
 */
record ProviderFilter(
        Optional<String> name,
        Optional<String> id,
        Optional<String> inTree,
        List<Set<String>> memberOf,
        Set<String> forbiddenAggregates,
        Resources resources,
        List<Set<String>> traits,
        Set<String> forbiddenTraits) {

    boolean passes(Provider provider) {
        return oneOfEach(memberOf, provider.aggregates())
                && provider.aggregates().stream().noneMatch(forbiddenAggregates::contains)
                && oneOfEach(traits, provider.traits())
                && provider.traits().stream().noneMatch(forbiddenTraits::contains)
                && provider.fits(resources);
    }

    private static boolean oneOfEach(List<Set<String>> wanted, List<String> has) {
        return wanted.stream().allMatch(any -> has.stream().anyMatch(any::contains));
    }
}
