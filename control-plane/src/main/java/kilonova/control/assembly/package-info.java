/**
 * Puts the rooms together: {@link kilonova.control.assembly.Rooms} without a thread or a socket of its own, as the
 * simulator drives them, and {@link kilonova.control.assembly.ControlPlane}, the process.
 *
 * <p>The only package that knows embedded neighbours.
 */
@NullMarked
package kilonova.control.assembly;

import org.jspecify.annotations.NullMarked;
