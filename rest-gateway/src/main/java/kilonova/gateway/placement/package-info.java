/**
 * Placement's API, versions 1.0 to 1.39: who has how much of what, and who holds it.
 *
 * <p>Invariants: {@code endpoints.json} holds every endpoint with the versions and schemas it has; a version and the syntax
 * of queries never leave the gateway: each difference is a named request field; a body or query that its schema forbids
 * reaches no handler; failures are told in Placement's words, with its codes.
 *
 * <p>Way in: {@link kilonova.gateway.placement.PlacementFace}. Way out: {@code kilonova.placement.v1.PlacementService}.
 */
@NullMarked
package kilonova.gateway.placement;

import org.jspecify.annotations.NullMarked;
