/**
 * What servers used, for those who account for it.
 *
 * <p>Invariants: nothing is written here; a server counts from its launch to its end, and only for the part of it that lies
 * within the span that was asked for.
 *
 * <p>Way in: {@link kilonova.control.usage.Usages}. Way out: {@code server.ServerRuns}.
 */
@NullMarked
package kilonova.control.usage;

import org.jspecify.annotations.NullMarked;
