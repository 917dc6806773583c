/**
 * The compute node: the process on a hypervisor host.
 *
 * <p>Invariants: the node opens its stream, nobody connects to it; closing it leaves every guest as it is; what it must
 * remember is in its data directory alone.
 *
 * <p>Way in: {@link kilonova.node.ComputeNode}, assembled by {@code distribution}.
 */
@NullMarked
package kilonova.node;

import org.jspecify.annotations.NullMarked;
