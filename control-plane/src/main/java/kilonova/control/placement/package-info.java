/**
 * Placement: who has how much of what, and who holds it.
 *
 * <p>Invariants: usage kept on a provider is the sum of its allocations; no claim takes usage over
 * (total − reserved) × ratio, however many ask at once; every write moves the provider's generation by one.
 *
 * <p>Way in: {@link kilonova.control.placement.PlacementLedger}, within a transaction of the caller.
 */
@NullMarked
package kilonova.control.placement;

import org.jspecify.annotations.NullMarked;
