/**
 * Servers in the compute API: list, show, create, update, delete and the actions that are served.
 *
 * <p>Way in: {@link kilonova.gateway.compute.server.ServerEndpoints}. Way out: {@code kilonova.compute.v1.ServerService}.
 */
@NullMarked
package kilonova.gateway.compute.server;

import org.jspecify.annotations.NullMarked;
