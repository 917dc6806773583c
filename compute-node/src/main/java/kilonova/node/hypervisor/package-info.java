/**
 * What a node needs of whatever runs guests on a host, and the hypervisor that only pretends.
 *
 * <p>Invariants: every {@link kilonova.node.hypervisor.HostAction} may be carried out twice with the same end; a hypervisor
 * shows only guests that a node made, and never decides anything. The wire's messages ({@code kilonova.node.v1}) are the
 * vocabulary for what a guest is made of.
 *
 * <p>Way in: {@link kilonova.node.hypervisor.Hypervisor}; called by {@code session}, each call on a thread that may block.
 */
@NullMarked
package kilonova.node.hypervisor;

import org.jspecify.annotations.NullMarked;
