package kilonova.node.hypervisor;

import kilonova.node.v1.GuestSpec;

/** One thing a hypervisor can do for one guest. Safe to repeat. */
public sealed interface HostAction {
    String serverId();

    /** Disks, made whole or not at all, and the config drive. Disks that are there are left alone. */
    record MakeDisks(String serverId, GuestSpec spec, long epoch) implements HostAction {}

    /** Makes the guest known, replacing what was known of it; marks it as ours, for this generation and epoch. */
    record Define(String serverId, GuestSpec spec, long generation, long epoch) implements HostAction {}

    /** Starts a guest that does not run. */
    record Start(String serverId) implements HostAction {}

    /** Lets a paused guest go on. */
    record Resume(String serverId) implements HostAction {}

    /** Presses the power button: the guest may shut down, later, or ignore it. */
    record AskShutDown(String serverId) implements HostAction {}

    /** Pulls the plug. */
    record Destroy(String serverId) implements HostAction {}

    /** Forgets the guest and deletes its files. The guest must not run. */
    record Remove(String serverId) implements HostAction {}
}
