package kilonova.control.replica;

/**
 * A control-plane process as its row tells of it.
 *
 * @param epoch grows with each of its lives, and when it is shut out
 * @param leaseUntil by its own clock, microseconds; 0 once it was shut out. Others only look whether it moves.
 */
record Replica(String id, long epoch, long leaseUntil) {
    boolean shutOut() {
        return leaseUntil == 0;
    }
}
