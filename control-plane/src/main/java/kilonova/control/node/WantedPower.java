package kilonova.control.node;

/** The power a guest is to have. */
public enum WantedPower {
    RUNNING,
    SHUT_OFF,
    /** Whatever it has: nothing is started, nothing stopped. */
    AS_IT_IS,
    /** No guest, no disks, no files. */
    ABSENT
}
