/** What becomes of answers that were kept, on every database. */
@NullMarked
package kilonova.control.request;

import org.jspecify.annotations.NullMarked;
