/** Tests of the room {@code session}. */
@NullMarked
package kilonova.node.session;

import org.jspecify.annotations.NullMarked;
