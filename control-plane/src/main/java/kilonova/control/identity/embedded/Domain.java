package kilonova.control.identity.embedded;

/** A realm of names. */
record Domain(String id, String name, String description, boolean enabled) {
    /** The one that bootstrap makes. */
    static final String DEFAULT_ID = "default";
}
