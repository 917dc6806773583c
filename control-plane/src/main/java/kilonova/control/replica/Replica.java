package kilonova.control.replica;

/**
 * A control-plane process as its row tells of it.
 *
 * @param epoch grows with each of its lives, and when it is shut out
 * @param leaseUntil by its own clock, microseconds Others only look whether it moves. Not above 0 once it left or was
 *     shut out: then, without the sign, until when it had been; 0 once an operator had it forgotten.
 * @param address where others reach it, HOST:PORT; empty when they cannot
 * @param machine that it runs on, as operators see it
 */
public record Replica(String id, long epoch, long leaseUntil, String address, String machine) {
    /** In its place, once it left or was shut out. */
    Replica gone() {
        return new Replica(id, epoch + 1, -Math.max(0, leaseUntil), address, machine);
    }

    /** In its place, once nobody is to be told of it any more. Its epochs go on should it begin again. */
    Replica withoutTrace() {
        return new Replica(id, epoch, 0, address, machine);
    }

    /** Whether nobody is told of it until it begins again. */
    public boolean forgotten() {
        return leaseUntil == 0;
    }

    /** Whether it left, or was shut out: what it drove is others' to take. */
    public boolean shutOut() {
        return leaseUntil <= 0;
    }
}
