/** Tests of the room {@code journal}. */
@NullMarked
package kilonova.node.journal;

import org.jspecify.annotations.NullMarked;
