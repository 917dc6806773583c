/** What holds for all faces. */
@NullMarked
package kilonova.gateway;

import org.jspecify.annotations.NullMarked;
