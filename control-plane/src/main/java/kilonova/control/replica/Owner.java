package kilonova.control.replica;

/**
 * Which process drives something, and in which of its lives.
 *
 * @param replica names the process; the same after a restart
 * @param epoch grows with each of its lives, and when it is shut out
 */
public record Owner(String replica, long epoch) {
    public static final Owner NONE = new Owner("", 0);
}
