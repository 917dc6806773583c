/** Tests of the room {@code hypervisor}. */
@NullMarked
package kilonova.node.hypervisor;

import org.jspecify.annotations.NullMarked;
