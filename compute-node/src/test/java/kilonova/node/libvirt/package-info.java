/** Tests of the room {@code libvirt}. */
@NullMarked
package kilonova.node.libvirt;

import org.jspecify.annotations.NullMarked;
