/**
 * Allocation candidates: the ways to satisfy groups of requests from trees of providers and those that share with them.
 *
 * <p>Invariants: a search reads one {@link kilonova.control.placement.candidate.View}, which never changes; candidates are
 * made one at a time, so that no product of choices is ever held; steps that lead nowhere are counted and bounded. What is
 * found is proved by whoever writes an allocation, not here.
 *
 * <p>Way in: {@link kilonova.control.placement.candidate.ProviderMemory} and
 * {@link kilonova.control.placement.candidate.Search}.
 */
@NullMarked
package kilonova.control.placement.candidate;

import org.jspecify.annotations.NullMarked;
