package kilonova.control.host;

/**
 * A machine that runs servers.
 *
 * @param id also the id of its hypervisor's resource provider
 * @param serial a number for old clients that show one
 * @param nodeId the node that last reported it
 * @param enabled false: the operator took it out of scheduling
 * @param forcedDown the operator's word that it is down
 * @param connected its node's stream is open
 * @param lastSeenAt when that last changed, microseconds
 */
public record Host(
        String id,
        long serial,
        String name,
        String nodeId,
        String zone,
        String hypervisorHostname,
        String hypervisorType,
        int hypervisorVersion,
        String hostIp,
        String cpuInfo,
        String uptime,
        long diskAvailableLeastGb,
        boolean enabled,
        String disabledReason,
        boolean forcedDown,
        boolean connected,
        long generation,
        long createdAt,
        long updatedAt,
        long lastSeenAt) {

    public boolean up() {
        return connected && !forcedDown;
    }

    Host connected(boolean now, String node, long at) {
        return new Host(
                id,
                serial,
                name,
                node,
                zone,
                hypervisorHostname,
                hypervisorType,
                hypervisorVersion,
                hostIp,
                cpuInfo,
                uptime,
                diskAvailableLeastGb,
                enabled,
                disabledReason,
                forcedDown,
                now,
                generation,
                createdAt,
                updatedAt,
                at);
    }

    Host set(boolean nowEnabled, String why, boolean nowForcedDown, long at) {
        return new Host(
                id,
                serial,
                name,
                nodeId,
                zone,
                hypervisorHostname,
                hypervisorType,
                hypervisorVersion,
                hostIp,
                cpuInfo,
                uptime,
                diskAvailableLeastGb,
                nowEnabled,
                why,
                nowForcedDown,
                connected,
                generation,
                createdAt,
                at,
                lastSeenAt);
    }

    Host reported(HostReport report, long at) {
        return new Host(
                id,
                serial,
                name,
                nodeId,
                report.zone(),
                report.hypervisorHostname(),
                report.hypervisorType(),
                report.hypervisorVersion(),
                report.hostIp(),
                report.cpuInfo(),
                report.uptime(),
                report.diskAvailableLeastGb(),
                enabled,
                disabledReason,
                forcedDown,
                connected,
                generation,
                createdAt,
                at,
                lastSeenAt);
    }
}
