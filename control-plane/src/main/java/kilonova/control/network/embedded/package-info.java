/**
 * The embedded network service: networks, subnets, ports and security groups in SQL. It hands out addresses; it carries no
 * packets.
 *
 * <p>Invariants: an address is held by at most one port, by a unique key; whoever changes a network's subnets or ports
 * holds the row of the network until its transaction ends, so free ranges and held addresses never disagree; a project
 * has at most one default security group; who may do what is decided in
 * {@link kilonova.control.network.embedded.NetworkAccess} alone.
 *
 * <p>Way in: {@link kilonova.control.network.embedded.EmbeddedNetworks}, used by the assembly only; rooms see the role
 * {@link kilonova.control.network.Networks}.
 */
@NullMarked
package kilonova.control.network.embedded;

import org.jspecify.annotations.NullMarked;
