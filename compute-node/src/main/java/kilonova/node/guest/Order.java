package kilonova.node.guest;

import kilonova.node.hypervisor.HostAction;

/**
 * Something the hypervisor is to do for a guest now.
 *
 * @param once whether the journal must be on disk before: the action belongs to what must not be done twice
 */
public record Order(HostAction action, boolean once) {}
