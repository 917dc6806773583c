/**
 * Nova's versioned notifications, rendered from the change log and brought to a webhook and to a file.
 *
 * <p>Invariants: each receiver has a position in the change log of its own, and hears in order, at least once, of everything
 * after it that the log still holds; what it hears again has the same message id. One replica brings at a time. A receiver
 * that is away holds up nobody but itself.
 *
 * <p>States come from the log and are those of the moment; everything else of a server is as it is when it is told.
 *
 * <p>Way in: {@link kilonova.control.notification.Courier}. Ways out: {@code server.Servers}, {@code operation.Operations}.
 */
@NullMarked
package kilonova.control.notification;

import org.jspecify.annotations.NullMarked;
