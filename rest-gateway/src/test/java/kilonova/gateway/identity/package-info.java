/** The Identity API over HTTP, in front of identity services that live in memory. */
@NullMarked
package kilonova.gateway.identity;

import org.jspecify.annotations.NullMarked;
