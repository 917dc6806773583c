package kilonova.control.scheduling;

/** The rules, in the order in which they remove hosts; the words complete "3 hosts …". */
enum Rule {
    DESTINATION("are not the one asked for"),
    TRIED("have failed to build it"),
    DOWN("are down"),
    DISABLED("are disabled"),
    ZONE("are in another zone"),
    TRAITS("lack a required trait or have a forbidden one"),
    RESOURCES("lack the resources");

    private final String words;

    Rule(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
