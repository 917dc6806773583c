/**
 * The audit: rows of different rooms held against each other.
 *
 * <p>Invariants: it reads, and changes nothing; what it says begins with the number of the promise that is broken.
 *
 * <p>Way in: {@link kilonova.control.audit.Audit}. Ways out: the census of each room.
 */
@NullMarked
package kilonova.control.audit;

import org.jspecify.annotations.NullMarked;
