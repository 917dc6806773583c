/** The parts of benchmarks that need no cloud. */
@NullMarked
package kilonova.lab.bench;

import org.jspecify.annotations.NullMarked;
