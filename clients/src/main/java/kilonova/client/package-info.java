/**
 * A client of the public contract: connect, call, wait for operations, watch.
 *
 * <p>Invariants: everything here goes over gRPC with the generated stubs, as a client in any other language does; a call
 * that changes something carries a request id, so repeating it after a lost answer is safe.
 *
 * <p>Way in: {@link kilonova.client.KilonovaClient}.
 */
@NullMarked
package kilonova.client;

import org.jspecify.annotations.NullMarked;
