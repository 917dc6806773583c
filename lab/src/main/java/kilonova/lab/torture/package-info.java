/**
 * Whole clouds of real processes under faults: replicas, nodes and a database that are killed, paused and cut off while
 * clients work; afterwards what clients were told is held against what there is.
 *
 * <p>Invariants: the seed decides which faults strike and when; {@link kilonova.lab.torture.Checker} is pure, and knows
 * nothing of processes; nothing outlives a run but its folder, and that only when there is something to look at.
 *
 * <p>Way in: {@link kilonova.lab.torture.TortureCommand}.
 */
@NullMarked
package kilonova.lab.torture;

import org.jspecify.annotations.NullMarked;
