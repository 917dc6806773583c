package kilonova.gateway.placement;

/** A version of the Placement API, 1.{@code minor}. */
record PlacementVersion(int minor) implements Comparable<PlacementVersion> {
    static final PlacementVersion OLDEST = new PlacementVersion(0);
    static final PlacementVersion NEWEST = new PlacementVersion(39);

    /** From a table of ours: {@code 1.14}. */
    static PlacementVersion of(String text) {
        return new PlacementVersion(Integer.parseInt(text.substring(text.indexOf('.') + 1)));
    }

    boolean atLeast(int other) {
        return minor >= other;
    }

    @Override
    public int compareTo(PlacementVersion other) {
        return Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return "1." + minor;
    }
}
