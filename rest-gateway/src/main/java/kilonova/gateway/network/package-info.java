/**
 * The network face: Neutron's API, version 2.0.
 *
 * <p>Invariants: knows REST's spelling and the messages of {@code kilonova.network.v1}, no rules of networks; an attribute
 * that the service does not keep is refused by name, never dropped; only extensions that are there are named.
 *
 * <p>Way in: {@link kilonova.gateway.network.NetworkFace}.
 */
@NullMarked
package kilonova.gateway.network;

import org.jspecify.annotations.NullMarked;
