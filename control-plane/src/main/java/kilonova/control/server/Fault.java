package kilonova.control.server;

import kilonova.control.operation.Failure;

/**
 * Why a server is in ERROR.
 *
 * @param code as HTTP's: 500 unless it is the caller's
 * @param details for operators
 */
public record Fault(int code, String message, String details, long createdAt) {

    static Fault of(Failure failure, long now) {
        return new Fault(500, failure.message(), failure.reason() + ": " + failure.details(), now);
    }
}
