package kilonova.node.hypervisor;

/** Why a wish could not be carried out, and what may help. The wire name never changes once published. */
public enum FaultReason {
    /** The image's bytes are not what they should be, or do not fit the disk. */
    IMAGE_UNACCEPTABLE("ImageUnacceptable", false, false),
    /** The image is no longer there. */
    IMAGE_NOT_FOUND("ImageNotFound", false, false),
    /** The image could not be fetched just now. */
    IMAGE_UNAVAILABLE("ImageUnavailable", true, true),
    /** There is no room for the guest's files on this host. */
    DISK_FULL("DiskFull", false, true),
    /** The hypervisor does not answer. */
    HYPERVISOR_UNAVAILABLE("HypervisorUnavailable", true, true),
    /** The hypervisor said no. */
    HYPERVISOR_REFUSED("HypervisorRefused", false, true),
    /** A guest that was whole once has lost its disks. */
    GUEST_LOST("GuestLost", false, false),
    /** This node does not know how. */
    UNSUPPORTED("Unsupported", false, true),
    /** A bug of ours; the log has more. */
    INTERNAL("InternalError", false, true);

    private final String wireName;
    private final boolean againHere;
    private final boolean retriable;

    FaultReason(String wireName, boolean againHere, boolean retriable) {
        this.wireName = wireName;
        this.againHere = againHere;
        this.retriable = retriable;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether the same node may succeed a moment later. */
    public boolean againHere() {
        return againHere;
    }

    /** Whether trying again may help: on another host, or later. */
    public boolean retriable() {
        return retriable;
    }
}
