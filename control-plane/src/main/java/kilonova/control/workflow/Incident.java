package kilonova.control.workflow;

import kilonova.control.operation.Failure;

/** A bug as its operation tells it: by a name that the log knows. */
final class Incident {
    private Incident() {}

    static Failure failure(String incident) {
        String words = "Unexpected error; operators find it in the log as incident " + incident;
        return new Failure("Internal", words, "", false);
    }
}
