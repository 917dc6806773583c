/**
 * Hosts: the machines that run servers, as their nodes report them and as operators set them. Nova shows one as a hypervisor, as
 * a compute service, and in its availability zone.
 *
 * <p>Invariants: a host keeps its id and name for life; heartbeats never reach this room, only hosts that come, go or
 * change do.
 *
 * <p>Way in: {@link kilonova.control.host.Hosts}. Ways out: {@code placement.PlacementLedger}.
 */
@NullMarked
package kilonova.control.host;

import org.jspecify.annotations.NullMarked;
