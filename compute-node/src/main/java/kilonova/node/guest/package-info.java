/**
 * Bringing one guest to what is wished of it: observe, plan, do one thing, observe again.
 *
 * <p>Invariants: {@link kilonova.node.guest.Plan} is pure; at most one action of a guest is being carried out; a wish of an
 * older epoch, or of an older generation of the same epoch, changes nothing; once a wish is carried out the guest is left
 * alone, whatever it does by itself, and only reported; a one-shot action is journalled as begun before it is done, and
 * done once.
 *
 * <p>Way in: {@link kilonova.node.guest.GuestKeeper}, called by {@code session} on one thread.
 */
@NullMarked
package kilonova.node.guest;

import org.jspecify.annotations.NullMarked;
