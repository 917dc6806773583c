@NullMarked
package kilonova.distribution;

import org.jspecify.annotations.NullMarked;
