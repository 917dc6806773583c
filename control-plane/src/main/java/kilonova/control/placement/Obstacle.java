package kilonova.control.placement;

import java.util.Locale;

/** What keeps a provider from giving an amount of a class. */
record Obstacle(String resource, Rule rule) {
    enum Rule {
        /** It has none of the class. */
        INVENTORY,
        /** The least, the most or the step of the inventory forbids the amount. */
        CONSTRAINTS,
        /** Too much is given out. */
        CAPACITY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
