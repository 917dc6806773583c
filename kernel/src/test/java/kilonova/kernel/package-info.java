/** What every process shares, held to its word. */
@NullMarked
package kilonova.kernel;

import org.jspecify.annotations.NullMarked;
