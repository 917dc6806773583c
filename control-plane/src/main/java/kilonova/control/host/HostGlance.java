package kilonova.control.host;

/**
 * What views of servers show of a host.
 *
 * @param up whether its node is there and nobody says that it is down
 * @param enabled false: the operator took it out of scheduling
 */
public record HostGlance(String hypervisorHostname, boolean up, boolean enabled) {}
