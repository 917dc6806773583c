package kilonova.control.host;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A machine that runs servers.
 *
 * @param id also the id of its hypervisor's resource provider
 * @param serial a number for old clients that show one
 * @param nodeId the node that last reported it
 * @param reportedZone the zone that its node puts it in
 * @param givenZone the zone that its aggregates put it in instead, empty for none
 * @param uptime how long its machine had been running when something else of it last changed, in words; empty when unknown
 * @param enabled false: the operator took it out of scheduling
 * @param forcedDown the operator's word that it is down
 * @param connected its node's stream is open
 * @param lastSeenAt when that last changed, or, where it was asked for, when its node was last heard; microseconds
 */
public record Host(
        String id,
        long serial,
        String name,
        String nodeId,
        String reportedZone,
        String givenZone,
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
    /** Begins the reason of a host that its own trouble took out of scheduling, as in Nova. */
    private static final String AUTO = "AUTO: ";

    private static final int LONGEST_REASON = 255;

    /** The id of its compute service. Another than its own, which is its hypervisor's: Nova's clients keep those apart. */
    String serviceId() {
        return serviceId(id);
    }

    /** The same for the host of an id. */
    public static String serviceId(String hostId) {
        return UUID.nameUUIDFromBytes(("nova-compute " + hostId).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    public String zone() {
        return givenZone.isEmpty() ? reportedZone : givenZone;
    }

    Host given(String zone, long at) {
        return new Host(
                id,
                serial,
                name,
                nodeId,
                reportedZone,
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
                connected,
                generation,
                createdAt,
                at,
                lastSeenAt);
    }

    public boolean up() {
        return connected && !forcedDown;
    }

    /** Whether it is as the other but for the times, and what goes by with time alone. */
    boolean saysAs(Host other) {
        return at(0, 0, "").equals(other.at(0, 0, ""));
    }

    /** @param atMicros when its node was heard; what was seen later stays */
    Host heard(long atMicros) {
        return at(updatedAt, Math.max(lastSeenAt, atMicros), uptime);
    }

    /** @param now how long it has been running */
    Host running(String now) {
        return at(updatedAt, lastSeenAt, now);
    }

    private Host at(long updated, long lastSeen, String runs) {
        return new Host(
                id,
                serial,
                name,
                nodeId,
                reportedZone,
                givenZone,
                hypervisorHostname,
                hypervisorType,
                hypervisorVersion,
                hostIp,
                cpuInfo,
                runs,
                diskAvailableLeastGb,
                enabled,
                disabledReason,
                forcedDown,
                connected,
                generation,
                createdAt,
                updated,
                lastSeen);
    }

    Host connected(boolean now, String node, long at) {
        return new Host(
                id,
                serial,
                name,
                node,
                reportedZone,
                givenZone,
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
                reportedZone,
                givenZone,
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

    /** As its node reports it. In trouble it is taken out of scheduling; it comes back unless an operator took it out. */
    Host reported(HostReport report, long at) {
        boolean troubled = !report.trouble().isEmpty();
        boolean takenOut = disabledReason.startsWith(AUTO);
        boolean nowEnabled = !troubled && (enabled || takenOut);
        String why = troubled && (enabled || takenOut)
                ? shortened(AUTO + report.trouble())
                : nowEnabled ? "" : disabledReason;
        return new Host(
                id,
                serial,
                name,
                nodeId,
                report.zone(),
                givenZone,
                report.hypervisorHostname(),
                report.hypervisorType(),
                report.hypervisorVersion(),
                report.hostIp(),
                report.cpuInfo(),
                report.uptime(),
                report.diskAvailableLeastGb(),
                nowEnabled,
                why,
                forcedDown,
                connected,
                generation,
                createdAt,
                at,
                lastSeenAt);
    }

    private static String shortened(String why) {
        return why.length() > LONGEST_REASON ? why.substring(0, LONGEST_REASON) : why;
    }
}
