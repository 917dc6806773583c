/** The edge as tests enter it: in process, with tokens that say who calls. */
@NullMarked
package kilonova.control.edge;

import org.jspecify.annotations.NullMarked;
