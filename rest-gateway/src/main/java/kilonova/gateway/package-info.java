/**
 * The REST faces of one process.
 *
 * <p>Invariants: knows {@code proto} and {@code kernel} only; a face is one package below and one line in
 * {@link kilonova.gateway.Gateway}.
 *
 * <p>Way in: {@link kilonova.gateway.Gateway#start}.
 */
@NullMarked
package kilonova.gateway;

import org.jspecify.annotations.NullMarked;
