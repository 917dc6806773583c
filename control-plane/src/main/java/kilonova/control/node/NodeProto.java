package kilonova.control.node;

import java.util.Map;
import java.util.TreeMap;
import kilonova.control.host.HostReport;
import kilonova.control.placement.Inventory;
import kilonova.node.v1.GuestAction;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.HypervisorReport;

/** Records of this room as messages, and back. */
final class NodeProto {
    private NodeProto() {}

    static HostReport report(HypervisorReport report, String nodeId) {
        Map<String, Inventory> inventories = new TreeMap<>();
        report.getInventoriesMap()
                .forEach((resource, it) -> inventories.put(
                        resource,
                        new Inventory(
                                it.getTotal(),
                                it.getReserved(),
                                Math.max(1, it.getMinUnit()),
                                it.getMaxUnit() == 0 ? it.getTotal() : it.getMaxUnit(),
                                Math.max(1, it.getStepSize()),
                                it.getAllocationRatio() == 0 ? 1.0 : it.getAllocationRatio())));
        return new HostReport(
                report.getHostId(),
                report.getName(),
                nodeId,
                report.getZone().isEmpty() ? "nova" : report.getZone(),
                report.getHypervisorHostname().isEmpty() ? report.getName() : report.getHypervisorHostname(),
                report.getType(),
                report.getVersion(),
                report.getHostIp(),
                report.getCpuInfo(),
                report.getUptime(),
                report.getDiskAvailableLeastGb(),
                inventories,
                report.getTraitsList(),
                report.getTrouble());
    }

    static kilonova.node.v1.Wish wish(Wish wish, GuestSpec spec) {
        var message = kilonova.node.v1.Wish.newBuilder()
                .setServerId(wish.serverId())
                .setHostId(wish.hostId())
                .setGeneration(wish.generation())
                .setEpoch(wish.epoch())
                .setPower(power(wish.power()));
        if (wish.power() != WantedPower.ABSENT) {
            message.setSpec(spec);
        }
        for (Wish.Action action : wish.actions()) {
            message.addActions(GuestAction.newBuilder()
                    .setId(action.id())
                    .setReboot(GuestAction.Reboot.newBuilder()
                            .setHard(action.kind().equals("reboot-hard"))));
        }
        return message.build();
    }

    private static kilonova.node.v1.WantedPower power(WantedPower power) {
        return switch (power) {
            case RUNNING -> kilonova.node.v1.WantedPower.WANTED_POWER_RUNNING;
            case SHUT_OFF -> kilonova.node.v1.WantedPower.WANTED_POWER_SHUT_OFF;
            case AS_IT_IS -> kilonova.node.v1.WantedPower.WANTED_POWER_AS_IT_IS;
            case ABSENT -> kilonova.node.v1.WantedPower.WANTED_POWER_ABSENT;
        };
    }
}
