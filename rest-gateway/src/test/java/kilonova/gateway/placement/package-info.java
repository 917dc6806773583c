@NullMarked
package kilonova.gateway.placement;

import org.jspecify.annotations.NullMarked;
