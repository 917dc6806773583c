/** How the network face reads requests; what whole requests are answered is walked through in the distribution. */
@NullMarked
package kilonova.gateway.network;

import org.jspecify.annotations.NullMarked;
