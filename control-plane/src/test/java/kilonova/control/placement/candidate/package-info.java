/** Searches for candidates, held against a reference that is slow and obviously right. */
@NullMarked
package kilonova.control.placement.candidate;

import org.jspecify.annotations.NullMarked;
