package kilonova.gateway.placement;

/** How a consumer's type is shown. */
final class ConsumerType {
    private ConsumerType() {}

    /** A type that nobody said has a word of its own. */
    static String shown(String type) {
        return type.isEmpty() ? "unknown" : type;
    }
}
