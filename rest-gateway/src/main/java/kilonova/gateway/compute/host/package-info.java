/**
 * Hosts in the compute API, which shows them as hypervisors, services and zones.
 *
 * <p>Way in: {@link kilonova.gateway.compute.host.HostEndpoints}. Way out: {@code kilonova.compute.v1.HostService}.
 */
@NullMarked
package kilonova.gateway.compute.host;

import org.jspecify.annotations.NullMarked;
