/**
 * Copies of all that a Placement knows: out of one into a file or into another, over the REST API that both have.
 *
 * <p>Invariants: a copy may be broken off and made again, for what is there already and equal is left alone; what is there
 * and differs is never changed, but told; a provider is written after its parent, a consumer after its providers.
 *
 * <p>Way in: {@link kilonova.distribution.placement.PlacementCopy}.
 */
@NullMarked
package kilonova.distribution.placement;

import org.jspecify.annotations.NullMarked;
