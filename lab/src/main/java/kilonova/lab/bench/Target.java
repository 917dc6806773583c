package kilonova.lab.bench;

/**
 * What a figure should come to.
 *
 * @param atMost whether smaller is better
 */
record Target(double value, boolean atMost) {
    static Target atMost(double value) {
        return new Target(value, true);
    }

    static Target atLeast(double value) {
        return new Target(value, false);
    }

    boolean met(double measured) {
        return atMost ? measured <= value : measured >= value;
    }
}
