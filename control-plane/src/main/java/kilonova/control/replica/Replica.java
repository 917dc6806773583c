package kilonova.control.replica;

/**
 * A control-plane process as its row tells of it.
 *
 * @param epoch grows with each of its lives, and when it is shut out
 * @param leaseUntil by its own clock, microseconds Others only look whether it moves. Not above 0 once it left or was
 *     shut out: then, without the sign, until when it had been.
 * @param address where others reach it, HOST:PORT; empty when they cannot
 * @param machine that it runs on, as operators see it
 */
public record Replica(String id, long epoch, long leaseUntil, String address, String machine) {
    /** In its place, once it left or was shut out. */
    Replica gone() {
        return new Replica(id, epoch + 1, -Math.max(0, leaseUntil), address, machine);
    }

    /** Whether it left, or was shut out: what it drove is others' to take. */
    public boolean shutOut() {
        return leaseUntil <= 0;
    }
}
