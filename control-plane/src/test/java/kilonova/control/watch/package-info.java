/** Watchers on every database. */
@NullMarked
package kilonova.control.watch;

import org.jspecify.annotations.NullMarked;
