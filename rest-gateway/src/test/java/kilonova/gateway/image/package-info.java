/** How the image face reads requests; what whole requests are answered is walked through in the distribution. */
@NullMarked
package kilonova.gateway.image;

import org.jspecify.annotations.NullMarked;
