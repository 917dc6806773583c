/**
 * Scheduling: which host a server goes to.
 *
 * <p>Every host lives in memory, fed by the change log; rules and weights run there. The choice is a proposal: the claim
 * commits it against the provider's row, and a conflict chooses anew.
 *
 * <p>Way in: {@link kilonova.control.scheduling.Scheduler}. Ways out: {@code host.Hosts}, {@code placement.PlacementLedger}.
 */
@NullMarked
package kilonova.control.scheduling;

import org.jspecify.annotations.NullMarked;
