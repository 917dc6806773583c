/**
 * Requests that carry an id of the caller's choosing: the work runs once, and whoever asks again hears the first answer
 * (AIP-155).
 *
 * <p>Invariants: a request is kept in the transaction that does its work, so neither can be there without the other; what
 * is kept of an answer holds no secret, and of a body only a keyed fingerprint; a day later it is forgotten.
 *
 * <p>Way in: {@link kilonova.control.request.Requests}, from the handlers of every room; {@link
 * kilonova.control.request.Once} is what they hand to entry types.
 */
@NullMarked
package kilonova.control.request;

import org.jspecify.annotations.NullMarked;
