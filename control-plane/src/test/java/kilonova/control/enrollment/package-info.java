/** Nodes that may join: the room on every database, and the files of its authority. */
@NullMarked
package kilonova.control.enrollment;

import org.jspecify.annotations.NullMarked;
