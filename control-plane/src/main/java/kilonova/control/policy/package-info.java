/**
 * Who may do what: the rules of each service as oslo.policy check strings, with a site's own laid over them.
 *
 * <p>Invariants: rules are parsed and their references resolved once, at start-up; a decision is a walk over records,
 * without I/O. A rule nobody knows is a bug, never a silent yes or no.
 *
 * <p>Way in: {@link kilonova.control.policy.Policy}. Any room may call in.
 */
@NullMarked
package kilonova.control.policy;

import org.jspecify.annotations.NullMarked;
