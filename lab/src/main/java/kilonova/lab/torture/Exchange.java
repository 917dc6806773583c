package kilonova.lab.torture;

/**
 * One question of a client, and what came of it.
 *
 * @param requestId the same each time the same thing is asked for
 * @param server the id; of a create, empty
 * @param name of the server, for a create; no two requests use the same one
 */
record Exchange(
        long askedMillis,
        long answeredMillis,
        String tenant,
        String requestId,
        Verb verb,
        String server,
        String name,
        Answer answer) {}
