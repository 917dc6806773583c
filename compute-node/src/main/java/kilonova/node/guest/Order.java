package kilonova.node.guest;

import java.util.Optional;
import kilonova.node.hypervisor.HostAction;

/**
 * Something to be done for a guest now, and then it is looked at.
 *
 * @param action what the hypervisor is to do; empty when only the look is wanted
 * @param once whether the journal must be on disk before: the action belongs to what must not be done twice
 */
public record Order(Optional<HostAction> action, boolean once) {}
