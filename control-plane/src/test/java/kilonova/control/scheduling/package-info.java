/** The scheduler's memory, fed by the log of every database. */
@NullMarked
package kilonova.control.scheduling;

import org.jspecify.annotations.NullMarked;
