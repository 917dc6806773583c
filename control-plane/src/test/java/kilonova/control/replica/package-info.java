/** Which process lives, decided without a database. */
@NullMarked
package kilonova.control.replica;

import org.jspecify.annotations.NullMarked;
