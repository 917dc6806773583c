/**
 * Servers and their lifecycle.
 *
 * <p>Invariants: at most one operation is open per server; what a request means in a state is decided in
 * {@link kilonova.control.server.ServerLifecycle} alone; a server in {@code DELETED} holds no allocation, no port and no
 * quota.
 *
 * <p>Way in: {@link kilonova.control.server.Servers}. Ways out: {@code placement.PlacementLedger},
 * {@code scheduling.Scheduler}, {@code node.Wishes}, and the roles of image and network services.
 */
@NullMarked
package kilonova.control.server;

import org.jspecify.annotations.NullMarked;
