/**
 * Watches: resources as they change, from a snapshot or from a revision.
 *
 * <p>Invariants: a watcher is told the state at or after each revision of what it may see, in order per resource; a
 * deletion is never left out; what a slow watcher has not taken is kept as ids only, once each.
 *
 * <p>Way in: {@link kilonova.control.watch.Watches}.
 */
@NullMarked
package kilonova.control.watch;

import org.jspecify.annotations.NullMarked;
