/** Tests of the whole compute node. */
@NullMarked
package kilonova.node;

import org.jspecify.annotations.NullMarked;
