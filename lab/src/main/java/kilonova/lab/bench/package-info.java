/**
 * Benchmarks: {@code kilonova bench NAME} starts a cloud in a process of its own, puts a load on it and says how its figures
 * compare with their targets.
 *
 * <p>Invariants: a benchmark reaches the cloud only as its users do, over REST and gRPC; what it started and wrote is gone
 * when it ends; a figure that could not be measured is a {@link kilonova.lab.bench.BenchFailure}, never a guess.
 *
 * <p>Way in: {@link kilonova.lab.bench.BenchCommand}.
 */
@NullMarked
package kilonova.lab.bench;

import org.jspecify.annotations.NullMarked;
