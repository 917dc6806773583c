package kilonova.control.workflow;

import kilonova.control.operation.Operation;

/** Another hand moved the operation while its effect was performed: it is that hand's to drive. Rolls the transaction back. */
final class Overtaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Overtaken(Operation seen) {
        super("operation " + seen.id() + " was moved by another hand", null, false, false);
    }
}
