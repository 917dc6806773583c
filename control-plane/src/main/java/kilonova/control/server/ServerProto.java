package kilonova.control.server;

import java.util.Optional;
import kilonova.compute.v1.DiskConfig;
import kilonova.compute.v1.HostStatus;
import kilonova.compute.v1.ServerAddress;
import kilonova.compute.v1.ServerAdminView;
import kilonova.compute.v1.ServerInterface;
import kilonova.control.host.HostGlance;
import kilonova.control.host.HostHash;
import kilonova.control.operation.OperationId;
import kilonova.kernel.Vault;

/** Servers as messages. */
final class ServerProto {
    /** Where every server boots from. */
    static final String ROOT_DEVICE = "/dev/vda";

    private final Vault vault;

    /**
     * What of a server a caller may see beyond the common.
     *
     * @param admin the attributes for administrators
     * @param faultDetails why, in full
     * @param extraSpecs the flavor's
     * @param hostStatus whether its host is up
     * @param userData whether an administrator sees the user data, which is kept sealed
     */
    record View(boolean admin, boolean faultDetails, boolean extraSpecs, boolean hostStatus, boolean userData) {
        /** All that is no secret. */
        static final View WHOLE = new View(true, true, true, false, false);

        View unsealing() {
            return new View(admin, faultDetails, extraSpecs, hostStatus, true);
        }

        /** Whether any of it needs the server's host. */
        boolean showsHost() {
            return admin || hostStatus;
        }
    }

    ServerProto(Vault vault) {
        this.vault = vault;
    }

    /** @param host the server's, where the view shows it */
    kilonova.compute.v1.Server message(Server server, View view, Optional<HostGlance> host) {
        ServerDetails details = server.details();
        ServerState state = server.state();
        var message = kilonova.compute.v1.Server.newBuilder()
                .setId(server.id().toString())
                .setProjectId(server.project().value())
                .setUserId(server.user().value())
                .setName(server.name())
                .setDescription(details.description())
                .setHostname(details.hostname())
                .putAllMetadata(details.metadata())
                .addAllTags(details.tags())
                .setRestingState(resting(state.rests()))
                .setPower(power(state.power()))
                .setLocked(server.lockedBy().isPresent())
                .setLockedReason(details.lockedReason())
                .setFlavor(flavor(server.flavor(), view))
                .setImageId(details.image().id())
                .putAllImageProperties(details.image().properties())
                .setKeyName(details.keyName())
                .setConfigDrive(details.configDrive())
                .setAccessIpv4(details.accessIpv4())
                .setAccessIpv6(details.accessIpv6())
                .setDiskConfig(
                        details.diskConfig().equals("AUTO")
                                ? DiskConfig.DISK_CONFIG_AUTO
                                : DiskConfig.DISK_CONFIG_MANUAL)
                .setZone(server.place().zone())
                .setPinnedZone(details.pinnedZone())
                .setHostHash(HostHash.of(
                        server.project().value(), server.place().hostName().orElse("")))
                .setSchedulerHints(details.schedulerHints())
                .addAllTrustedImageCertificates(details.trustedImageCertificates())
                .setCreateTime(Micros.stamp(server.createdAt()))
                .setUpdateTime(Micros.stamp(server.updatedAt()))
                .setEtag(Long.toString(server.generation()));
        if (!server.interfaces().isEmpty()) {
            message.addAllSecurityGroups(details.securityGroups());
        }
        for (Interface each : server.interfaces()) {
            message.addInterfaces(anInterface(each));
        }
        state.phase().ifPresent(phase -> message.setPhase(phase(phase)));
        state.operation().map(OperationId::toString).ifPresent(message::setOperationId);
        state.fault().ifPresent(fault -> message.setFault(fault(fault, view)));
        state.launchedAt().ifPresent(at -> message.setLaunchTime(Micros.stamp(at)));
        state.terminatedAt().ifPresent(at -> message.setTerminateTime(Micros.stamp(at)));
        state.deletedAt().ifPresent(at -> message.setDeleteTime(Micros.stamp(at)));
        if (view.admin()) {
            message.setAdmin(admin(server, host, view.userData()));
        }
        if (view.hostStatus()) {
            host.map(ServerProto::hostStatus).ifPresent(message::setHostStatus);
        }
        return message.build();
    }

    private static HostStatus hostStatus(HostGlance host) {
        if (!host.up()) {
            return HostStatus.HOST_STATUS_DOWN;
        }
        return host.enabled() ? HostStatus.HOST_STATUS_UP : HostStatus.HOST_STATUS_MAINTENANCE;
    }

    private ServerAdminView admin(Server server, Optional<HostGlance> host, boolean userData) {
        var admin = ServerAdminView.newBuilder()
                .setHost(server.place().hostName().orElse(""))
                .setHypervisorHostname(host.map(HostGlance::hypervisorHostname).orElse(""))
                .setGuestName("kilonova-" + server.id())
                .setReservationId(server.reservationId())
                .setLaunchIndex(server.details().launchIndex())
                .setRootDeviceName(ROOT_DEVICE);
        if (userData) {
            Injected.opened(vault, server).map(Injected::userData).ifPresent(admin::setUserData);
        }
        return admin.build();
    }

    private static kilonova.compute.v1.ServerFlavor flavor(ServerFlavor flavor, View view) {
        var message = kilonova.compute.v1.ServerFlavor.newBuilder()
                .setId(flavor.id())
                .setName(flavor.name())
                .setVcpus(flavor.vcpus())
                .setMemoryMb(flavor.memoryMb())
                .setDiskGb(flavor.diskGb())
                .setEphemeralGb(flavor.ephemeralGb())
                .setSwapMb(flavor.swapMb());
        if (view.extraSpecs()) {
            message.putAllExtraSpecs(flavor.extraSpecs());
        }
        return message.build();
    }

    private static ServerInterface anInterface(Interface each) {
        var message = ServerInterface.newBuilder()
                .setPortId(each.portId())
                .setNetworkId(each.networkId())
                .setNetworkName(each.networkName())
                .setMacAddress(each.macAddress())
                .setTag(each.tag());
        each.addresses().forEach(address -> message.addAddresses(address(address, false)));
        each.floating().forEach(address -> message.addAddresses(address(address, true)));
        return message.build();
    }

    private static ServerAddress address(String address, boolean floating) {
        return ServerAddress.newBuilder()
                .setAddress(address)
                .setVersion(address.contains(":") ? 6 : 4)
                .setFloating(floating)
                .build();
    }

    private static kilonova.compute.v1.Fault fault(Fault fault, View view) {
        var message = kilonova.compute.v1.Fault.newBuilder()
                .setCode(fault.code())
                .setMessage(fault.message())
                .setCreateTime(Micros.stamp(fault.createdAt()));
        if (view.faultDetails()) {
            message.setDetails(fault.details());
        }
        return message.build();
    }

    private static kilonova.compute.v1.RestingState resting(RestingState state) {
        return kilonova.compute.v1.RestingState.valueOf("RESTING_STATE_" + state.name());
    }

    private static kilonova.compute.v1.Phase phase(Phase phase) {
        return kilonova.compute.v1.Phase.valueOf("PHASE_" + phase.name());
    }

    private static kilonova.compute.v1.Power power(Power power) {
        return switch (power) {
            case NONE -> kilonova.compute.v1.Power.POWER_UNSPECIFIED;
            case RUNNING -> kilonova.compute.v1.Power.POWER_RUNNING;
            case PAUSED -> kilonova.compute.v1.Power.POWER_PAUSED;
            case SHUT_OFF -> kilonova.compute.v1.Power.POWER_SHUT_OFF;
            case CRASHED -> kilonova.compute.v1.Power.POWER_CRASHED;
            case SUSPENDED -> kilonova.compute.v1.Power.POWER_SUSPENDED;
        };
    }

    static Power power(kilonova.compute.v1.Power power) {
        return switch (power) {
            case POWER_UNSPECIFIED, UNRECOGNIZED -> Power.NONE;
            case POWER_RUNNING -> Power.RUNNING;
            case POWER_PAUSED -> Power.PAUSED;
            case POWER_SHUT_OFF -> Power.SHUT_OFF;
            case POWER_CRASHED -> Power.CRASHED;
            case POWER_SUSPENDED -> Power.SUSPENDED;
        };
    }
}
