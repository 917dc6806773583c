/** The store as tests look at it. */
@NullMarked
package kilonova.control.store;

import org.jspecify.annotations.NullMarked;
