/** Operations and repeated requests on every database, also when two do the same at once. */
@NullMarked
package kilonova.control.operation;

import org.jspecify.annotations.NullMarked;
