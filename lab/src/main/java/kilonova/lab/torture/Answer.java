package kilonova.lab.torture;

/** What a caller was told. */
sealed interface Answer {
    /**
     * Yes: it will be so, whatever crashes.
     *
     * @param server its id
     * @param operation its id; empty on a face that does not tell it
     */
    record Accepted(String server, String operation) implements Answer {}

    /** No, and nothing was done. */
    record Refused(String why) implements Answer {}

    /** Nobody knows: to be asked again under the same request id. */
    record Unknown(String why) implements Answer {}
}
