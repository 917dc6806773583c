/**
 * A whole cloud in one thread under one seed: the production code of control plane and nodes, over SQLite in memory, with
 * a clock, a network and deaths of processes that the seed decides.
 *
 * <p>Invariants: the same seed gives the same history; nothing here sleeps, starts a thread or reads the real clock.
 *
 * <p>Way in: {@link kilonova.lab.simulation.Simulation}.
 */
@NullMarked
package kilonova.lab.simulation;

import org.jspecify.annotations.NullMarked;
