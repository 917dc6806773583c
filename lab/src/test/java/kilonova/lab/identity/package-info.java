/** The Identity API over HTTP with the real services behind it. */
@NullMarked
package kilonova.lab.identity;

import org.jspecify.annotations.NullMarked;
