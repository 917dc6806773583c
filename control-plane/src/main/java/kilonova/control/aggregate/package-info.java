/**
 * Aggregates: hosts that operators see as one.
 *
 * <p>Invariants: no host is in two zones; no host changes its zone while servers hold something of it. The zone that an
 * aggregate gives is written to its hosts in the same transaction.
 *
 * <p>Way in: {@link kilonova.control.aggregate.Aggregates}. Ways out: {@code host.Hosts}, {@code placement.PlacementLedger}.
 */
@NullMarked
package kilonova.control.aggregate;

import org.jspecify.annotations.NullMarked;
