/**
 * Real processes of the lab, and the cables between them: what fault runs kill, pause and cut.
 *
 * <p>Invariants: no process outlives the lab's own, however that ends; signals go to processes that were started here, and to
 * their children, never by name; nothing is sent beyond the loopback address.
 *
 * <p>Way in: {@link kilonova.lab.process.Supervised}, {@link kilonova.lab.process.Cable}.
 */
@NullMarked
package kilonova.lab.process;

import org.jspecify.annotations.NullMarked;
