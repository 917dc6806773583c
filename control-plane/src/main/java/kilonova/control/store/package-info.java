/**
 * The store: one door to SQL for all rooms, on SQLite, PostgreSQL and MariaDB alike.
 *
 * <p>Invariants: transactions are savepoints inside grouped commits of a {@link kilonova.control.store.WriteLane}; the
 * revision row is taken last in each commit, so revisions become visible in order; a body given to
 * {@link kilonova.control.store.Database#write} may run more than once and has no other side effect; no external call
 * happens inside a transaction. Whoever reads and then replaces throws {@link kilonova.control.store.LostRace} when the row
 * moved; {@link kilonova.kernel.Problem.Stale} is only for an etag of the caller's.
 *
 * <p>Way in: {@link kilonova.control.store.Database}. Repositories get a {@link kilonova.control.store.Tx}, never open one.
 */
@NullMarked
package kilonova.control.store;

import org.jspecify.annotations.NullMarked;
