/** Cables over real sockets, and processes that are there anyway. */
@NullMarked
package kilonova.lab.process;

import org.jspecify.annotations.NullMarked;
