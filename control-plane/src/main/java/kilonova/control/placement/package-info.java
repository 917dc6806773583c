/**
 * Placement: who has how much of what, and who holds it.
 *
 * <p>Invariants: usage kept on a provider is the sum of its allocations; no allocation takes usage over
 * (total − reserved) × ratio, however many ask at once; every write of inventories, traits or allocations moves the
 * provider's generation by one, every other write its stamp, and each is written only where both are as they were read. A
 * consumer that callers write has a row with its generation exactly as long as it holds something; a server of this cloud
 * has none, and costs a claim one allocation and one provider.
 *
 * <p>Way in: {@link kilonova.control.placement.PlacementLedger}, within a transaction of the caller, for the rooms of this
 * cloud; {@link kilonova.control.placement.PlacementApi} for everyone else.
 */
@NullMarked
package kilonova.control.placement;

import org.jspecify.annotations.NullMarked;
