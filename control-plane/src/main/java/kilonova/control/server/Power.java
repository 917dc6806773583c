package kilonova.control.server;

/** What the hypervisor was last seen to do with the guest. */
public enum Power {
    /** Nothing is known. */
    NONE,
    RUNNING,
    PAUSED,
    SHUT_OFF,
    CRASHED,
    SUSPENDED
}
