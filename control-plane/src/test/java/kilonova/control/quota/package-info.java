/** Quotas under many hands at once, on every database. */
@NullMarked
package kilonova.control.quota;

import org.jspecify.annotations.NullMarked;
