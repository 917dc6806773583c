/** The ledger under many hands at once, on every database. */
@NullMarked
package kilonova.control.placement;

import org.jspecify.annotations.NullMarked;
