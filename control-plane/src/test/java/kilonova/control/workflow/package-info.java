/** The engine by itself: a workflow of the tests, on every database, in one process and in two. */
@NullMarked
package kilonova.control.workflow;

import org.jspecify.annotations.NullMarked;
