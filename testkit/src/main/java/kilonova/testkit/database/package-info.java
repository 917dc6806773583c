/**
 * Real databases for tests: SQLite always, PostgreSQL and MariaDB where a server can be started on this machine.
 *
 * <p>Invariants: at most one server of a kind runs per JVM, started when first asked for and gone with the JVM; every
 * {@link kilonova.testkit.database.TestDatabase} is empty and nobody else's; where a server cannot start, tests are
 * skipped with the reason, never passed.
 *
 * <p>Way in: {@link kilonova.testkit.database.EveryDatabase} on a test class, or
 * {@link kilonova.testkit.database.Databases}.
 */
@NullMarked
package kilonova.testkit.database;

import org.jspecify.annotations.NullMarked;
