/**
 * What a node must still know after its process died: the wish each guest was brought to, and which one-shot actions were
 * begun or done. Holds no specs: the control plane states every wish again, and user data has no business here.
 *
 * <p>Invariants: a record that was put and forced is there after any crash; a torn tail is cut off, never half read; an
 * action is journalled as begun before it is done.
 *
 * <p>Way in: {@link kilonova.node.journal.Journal} over {@link kilonova.node.journal.Records}.
 */
@NullMarked
package kilonova.node.journal;

import org.jspecify.annotations.NullMarked;
