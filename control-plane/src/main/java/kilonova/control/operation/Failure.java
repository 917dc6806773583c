package kilonova.control.operation;

import kilonova.kernel.Problem;

/**
 * Why an operation failed.
 *
 * @param reason a problem's name, or the hypervisor's word
 * @param retriable another host, or another time, may do better
 */
public record Failure(String reason, String message, String details, boolean retriable) {
    /** The reason of what was called off. */
    public static final String CANCELLED = "Cancelled";

    public static Failure of(Problem problem) {
        return new Failure(problem.reason(), problem.message(), "", problem instanceof Problem.Unavailable);
    }
}
