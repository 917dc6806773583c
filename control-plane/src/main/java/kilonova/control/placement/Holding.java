package kilonova.control.placement;

/**
 * An allocation as its row tells it.
 *
 * @param type what the consumer is; empty where nobody said it
 * @param enlisted whether the consumer has a row of its own
 */
record Holding(Allocation allocation, String type, boolean enlisted, long createdAt) {
    static Holding unlisted(Allocation allocation, long now) {
        return new Holding(allocation, "", false, now);
    }
}
