/** Tests of the simulator: that it is deterministic, that the promises hold, that each deliberate bug is caught. */
@NullMarked
package kilonova.lab.simulation;

import org.jspecify.annotations.NullMarked;
