package kilonova.control.network;

/** How many ports a project may have, negative for any number, and how many it has. */
public record PortRoom(long limit, long used) {
    public static final PortRoom UNBOUNDED = new PortRoom(-1, 0);

    /** How many more it may have. */
    public long left() {
        return limit < 0 ? Long.MAX_VALUE : Math.max(0, limit - used);
    }
}
