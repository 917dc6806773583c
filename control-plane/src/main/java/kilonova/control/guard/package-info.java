/**
 * Guards: the lines of code that keep a promise, by name.
 *
 * <p>Invariants: every guard stands, but where the simulator takes one down to see that its checker notices. Nothing that
 * serves anybody takes one down.
 *
 * <p>Way in: {@link kilonova.control.guard.Guard}.
 */
@NullMarked
package kilonova.control.guard;

import org.jspecify.annotations.NullMarked;
