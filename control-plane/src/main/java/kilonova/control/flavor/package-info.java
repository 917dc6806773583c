/**
 * Flavors: the sizes that servers come in, who may see them, and what else they ask of a host.
 *
 * <p>Invariants: id and name are each unique; a public flavor has no access list; every change appends to the change
 * log, and the memory of every replica follows it.
 *
 * <p>Way in: {@link kilonova.control.flavor.Flavors}. Ways out: none.
 */
@NullMarked
package kilonova.control.flavor;

import org.jspecify.annotations.NullMarked;
