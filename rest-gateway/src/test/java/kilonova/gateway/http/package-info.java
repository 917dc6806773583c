/** The shared pieces, driven over real HTTP on a free port. */
@NullMarked
package kilonova.gateway.http;

import org.jspecify.annotations.NullMarked;
