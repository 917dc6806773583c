/** The flavors as callers meet them: through the real edge, on every database. */
@NullMarked
package kilonova.control.flavor;

import org.jspecify.annotations.NullMarked;
