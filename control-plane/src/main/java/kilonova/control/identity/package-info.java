/**
 * Identity as the rooms see it: who calls, with which roles, in which project.
 *
 * <p>Invariants: rooms know {@link kilonova.control.identity.Identity} and the vocabulary only, never the service behind.
 */
@NullMarked
package kilonova.control.identity;

import org.jspecify.annotations.NullMarked;
