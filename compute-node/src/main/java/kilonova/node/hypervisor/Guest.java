package kilonova.node.hypervisor;

import kilonova.node.v1.GuestPower;

/**
 * What a hypervisor sees of one guest.
 *
 * @param disks whether its files are there, whole
 * @param defined whether the hypervisor knows it
 * @param run which run of the guest this is: differs between any two starts; 0 while it does not run
 * @param generation the wish it was last defined for; 0 when not defined
 * @param epoch the ownership it was last made for; 0 when unknown
 */
public record Guest(
        String serverId, boolean disks, boolean defined, GuestPower power, long run, long generation, long epoch) {

    public static Guest absent(String serverId) {
        return new Guest(serverId, false, false, GuestPower.GUEST_POWER_ABSENT, 0, 0, 0);
    }

    /** Whether anything of it is on the host. */
    public boolean present() {
        return disks || defined;
    }

    /** Whether it holds a place on the processor or in memory. */
    public boolean live() {
        return power == GuestPower.GUEST_POWER_RUNNING || power == GuestPower.GUEST_POWER_PAUSED;
    }

    public boolean running() {
        return power == GuestPower.GUEST_POWER_RUNNING;
    }
}
