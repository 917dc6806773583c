/** The parts of fault runs that need no cloud: the plan, the memory of watchers, the checker. */
@NullMarked
package kilonova.lab.torture;

import org.jspecify.annotations.NullMarked;
