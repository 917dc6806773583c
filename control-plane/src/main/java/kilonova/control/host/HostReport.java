package kilonova.control.host;

import java.util.List;
import java.util.Map;
import kilonova.control.placement.Inventory;

/**
 * A host as its node finds it.
 *
 * @param trouble why its hypervisor can run nothing just now; empty when it can
 */
public record HostReport(
        String id,
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
        Map<String, Inventory> inventories,
        List<String> traits,
        String trouble) {}
