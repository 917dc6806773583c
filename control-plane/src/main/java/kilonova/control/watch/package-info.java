/**
 * Watches: resources as they change, from a snapshot or from a revision.
 *
 * <p>Invariants: a watcher is told the state at or after each revision of what it may see, in order per resource; a
 * deletion is never left out; of what a slow watcher has not taken the newest change of each resource is kept, of a bounded
 * number of them: a watcher that falls further behind is ended, and told where to go on.
 *
 * <p>Way in: {@link kilonova.control.watch.Watches}.
 */
@NullMarked
package kilonova.control.watch;

import org.jspecify.annotations.NullMarked;
