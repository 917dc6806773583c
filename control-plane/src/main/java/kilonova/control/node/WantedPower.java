package kilonova.control.node;

/** The power a guest is to have. */
public enum WantedPower {
    RUNNING,
    SHUT_OFF,
    /** No guest, no disks, no files. */
    ABSENT
}
