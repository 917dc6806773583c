/**
 * Work that outlives a request, step by step and safe to run twice.
 *
 * <p>A step is three ticks: <em>decide</em> (pure: recorded facts to one effect), <em>perform</em> (that effect, through
 * a role, no transaction open), <em>record</em> (one transaction: the answer, the rows it implies, the next step). Steps
 * that reach nothing outside are recorded along with the step before them, so they cost no commit of their own.
 *
 * <p>Invariants: ticks of one subject never overlap; an answer is recorded only while its operation stands where it was
 * decided, and only by the replica that owns it; waiting is an effect with a deadline, woken by signals; signals carry no data.
 *
 * <p>Way in: {@link kilonova.control.workflow.Workflows}. Driven by {@link kilonova.control.workflow.Runner}.
 */
@NullMarked
package kilonova.control.workflow;

import org.jspecify.annotations.NullMarked;
