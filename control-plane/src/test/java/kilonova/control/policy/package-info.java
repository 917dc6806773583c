/** Decisions of the policy, by table. */
@NullMarked
package kilonova.control.policy;

import org.jspecify.annotations.NullMarked;
