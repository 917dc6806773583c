package kilonova.control.operation;

import kilonova.kernel.Problem;

/**
 * Why an operation failed.
 *
 * @param reason a problem's name, or the hypervisor's word
 * @param message for the owner of what it was about, who does not see hosts
 * @param details for operators: which host it was, and what else only they may know; empty when there is no more
 * @param retriable another host, or another time, may do better
 */
public record Failure(String reason, String message, String details, boolean retriable) {
    /** The reason of what was called off. */
    public static final String CANCELLED = "Cancelled";

    /** All there is to say of it, for operators. */
    String whole() {
        return details.isEmpty() ? message : message + " (" + details + ")";
    }

    public static Failure of(Problem problem) {
        return new Failure(problem.reason(), problem.message(), "", problem instanceof Problem.Unavailable);
    }
}
