/** The rooms put together, as callers meet them: what must hold for every call alike. */
@NullMarked
package kilonova.control.assembly;

import org.jspecify.annotations.NullMarked;
