/**
 * Operations: the public handle on long work. Nova shows one of a server as an instance action, its steps as the events.
 *
 * <p>Invariants: at most one operation is open per {@link kilonova.control.operation.Subject}; an operation that ended
 * never opens again; every write moves the generation by one.
 *
 * <p>Way in: {@link kilonova.control.operation.Operations}, within a transaction of the caller. Who moves operations:
 * the room {@code workflow}.
 */
@NullMarked
package kilonova.control.operation;

import org.jspecify.annotations.NullMarked;
