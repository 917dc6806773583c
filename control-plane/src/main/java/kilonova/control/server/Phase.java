package kilonova.control.server;

/** What the open operation of a server is doing (Nova's task_state). */
public enum Phase {
    SCHEDULING("scheduling"),
    NETWORKING("networking"),
    BLOCK_DEVICE_MAPPING("block_device_mapping"),
    SPAWNING("spawning"),
    DELETING("deleting"),
    POWERING_OFF("powering-off"),
    POWERING_ON("powering-on"),
    REBOOTING("rebooting"),
    REBOOTING_HARD("rebooting_hard");

    private final String word;

    Phase(String word) {
        this.word = word;
    }

    /** Nova's word. */
    String word() {
        return word;
    }
}
