/**
 * The processes that share one database, and which of them drives what.
 *
 * <p>Invariants: a process that was shut out commits no change any more, in whatever it was in the midst of; an epoch never
 * comes back; what a process drove is taken over only after it was shut out, or by itself in its next life.
 *
 * <p>What replicas tell each other only makes them look into the database: nothing depends on its arrival.
 *
 * <p>Way in: {@link kilonova.control.replica.Replicas}, ticked every {@link kilonova.control.replica.Replicas#RENEWAL}. Way
 * out: {@link kilonova.control.replica.Peers}, which leads to the others.
 */
@NullMarked
package kilonova.control.replica;

import org.jspecify.annotations.NullMarked;
