@NullMarked
package kilonova.client;

import org.jspecify.annotations.NullMarked;
