/** Tests of the room {@code guest}. */
@NullMarked
package kilonova.node.guest;

import org.jspecify.annotations.NullMarked;
