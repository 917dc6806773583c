package kilonova.control.policy;

import java.util.List;
import java.util.Optional;

/**
 * A rule as a service ships it.
 *
 * @param scopeTypes which tokens may use it: {@code project}, {@code system}; empty means any
 * @param formerName the rule it grew out of; a site that overrides that one means this one too
 */
record PolicyRule(String name, String checkString, List<String> scopeTypes, Optional<String> formerName) {
    PolicyRule {
        scopeTypes = List.copyOf(scopeTypes);
    }
}
