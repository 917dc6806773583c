package kilonova.control.placement;

/**
 * How much of a class a provider has.
 *
 * @param minUnit the least that one consumer may ask for, {@code maxUnit} the most, in steps of {@code stepSize}
 * @param ratio how often the rest of total − reserved may be given out
 */
public record Inventory(long total, long reserved, long minUnit, long maxUnit, long stepSize, double ratio) {

    /** The most that an amount can be. */
    static final long MOST = Integer.MAX_VALUE;

    /** All that may be given out. */
    public long capacity() {
        return (long) Math.floor((total - reserved) * ratio);
    }

    public boolean allows(long amount) {
        return amount >= minUnit && amount <= maxUnit && amount % stepSize == 0;
    }

    String pack() {
        return total + "/" + reserved + "/" + minUnit + "/" + maxUnit + "/" + stepSize + "/" + ratio;
    }

    static Inventory unpack(String text) {
        String[] part = text.split("/", -1);
        return new Inventory(
                Long.parseLong(part[0]),
                Long.parseLong(part[1]),
                Long.parseLong(part[2]),
                Long.parseLong(part[3]),
                Long.parseLong(part[4]),
                Double.parseDouble(part[5]));
    }
}
