/**
 * Benchmarks: {@code kilonova bench NAME} starts a cloud in a process of its own, puts a load on it and says how its figures
 * compare with their targets.
 *
 * <p>Invariants: a benchmark of a whole cloud reaches it only as its users and nodes do, over REST and gRPC; one that has a part
 * alone ({@link kilonova.lab.bench.BareReplica}, {@link kilonova.lab.bench.LedgerBench}) says so; what it started and wrote is
 * gone when it ends; a figure that could not be measured is a {@link kilonova.lab.bench.BenchFailure}, never a guess.
 *
 * <p>Way in: {@link kilonova.lab.bench.BenchCommand}.
 */
@NullMarked
package kilonova.lab.bench;

import org.jspecify.annotations.NullMarked;
