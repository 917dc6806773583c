/**
 * Quotas: how much a project, and each user in it, may use and uses.
 *
 * <p>Invariants: what servers use is charged and released in the transaction that makes, resizes or deletes them, and is
 * never above a limit however many ask at once; the usage of a project is the sum of its users'.
 *
 * <p>Way in: {@link kilonova.control.quota.Quotas}. Ways out: none.
 */
@NullMarked
package kilonova.control.quota;

import org.jspecify.annotations.NullMarked;
