/** Rules of the house that a machine can check. */
@NullMarked
package kilonova.control.house;

import org.jspecify.annotations.NullMarked;
