/**
 * What every process shares: problems and how they look on the wire, the environment of time, chance and ids.
 *
 * <p>Invariants: nothing here knows a room; every {@link kilonova.kernel.Problem} has exactly one look on gRPC, in
 * {@link kilonova.kernel.ProblemStatus}.
 */
@NullMarked
package kilonova.kernel;

import org.jspecify.annotations.NullMarked;
