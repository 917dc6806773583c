package kilonova.gateway.http;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import kilonova.kernel.ProblemException;
import kilonova.kernel.ProblemStatus;

/** How each problem looks over HTTP: the one table, by reason. An API's own words come first. */
public final class ProblemFault {
    private static final Map<String, Integer> CODES = Map.ofEntries(
            Map.entry("Invalid", 400),
            Map.entry("RequestIdReused", 422),
            Map.entry("Unauthenticated", 401),
            Map.entry("Forbidden", 403),
            Map.entry("NotFound", 404),
            Map.entry("Duplicate", 409),
            Map.entry("WrongState", 409),
            Map.entry("Busy", 409),
            Map.entry("Locked", 409),
            Map.entry("NotReady", 409),
            Map.entry("InUse", 409),
            Map.entry("HasChildren", 409),
            Map.entry("Unknown", 400),
            Map.entry("InvalidInventory", 400),
            Map.entry("CannotAllocate", 409),
            Map.entry("NotCancellable", 409),
            Map.entry("Stale", 409),
            Map.entry("QuotaExceeded", 403),
            Map.entry("NoValidHost", 400),
            Map.entry("RevisionTooOld", 400),
            Map.entry("WatchTooSlow", 409),
            Map.entry("Throttled", 429),
            Map.entry("TimedOut", 504),
            Map.entry("Unsupported", 501),
            Map.entry("Unavailable", 503));

    /** Over HTTP the id of a request is the key that its caller chose. */
    private static final String KEY_REUSED =
            "This Idempotency-Key was used for another request within 24 hours: choose a new one.";

    private ProblemFault() {}

    /** The fault of a failure; empty when it is a bug of ours, whose details never leave the house. */
    public static Optional<HttpFault> of(Throwable failure, ProblemWords words) {
        if (failure instanceof HttpFaultException known) {
            return Optional.of(known.fault());
        }
        if (failure instanceof ProblemException own) {
            return of(ProblemStatus.exception(own.problem()), words);
        }
        if (failure instanceof StatusRuntimeException call) {
            return ProblemStatus.info(call)
                    .map(problem -> words.say(problem).orElseGet(() -> byReason(problem, call.getStatus())))
                    .or(() -> byCode(call.getStatus()))
                    .map(fault -> later(fault, call));
        }
        return Optional.empty();
    }

    /** Whoever is sent away for now hears when to come back: in whole seconds, at least one. */
    private static HttpFault later(HttpFault fault, StatusRuntimeException call) {
        return ProblemStatus.retryAfter(call)
                .map(after -> {
                    var headers = new LinkedHashMap<>(fault.headers());
                    headers.putIfAbsent("retry-after", Long.toString(Math.max(1, after.toSeconds())));
                    return new HttpFault(fault.code(), fault.message(), headers);
                })
                .orElse(fault);
    }

    /** Makes a call whose problems one endpoint words in its own way. */
    public static <T> T telling(ProblemWords words, Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failure) {
            var worded = ProblemStatus.info(failure).flatMap(words::say);
            throw worded.<RuntimeException>map(HttpFault::raise).orElse(failure);
        }
    }

    private static HttpFault byReason(ErrorInfo problem, Status status) {
        int code = CODES.getOrDefault(problem.getReason(), 500);
        return HttpFault.of(code, problem.getReason().equals("RequestIdReused") ? KEY_REUSED : text(status));
    }

    /** For statuses that no room of ours made: the transport's, or a validator's. */
    private static Optional<HttpFault> byCode(Status status) {
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> Optional.of(HttpFault.of(400, text(status)));
            case UNAUTHENTICATED -> Optional.of(HttpFault.of(401, text(status)));
            case PERMISSION_DENIED -> Optional.of(HttpFault.of(403, text(status)));
            case NOT_FOUND -> Optional.of(HttpFault.of(404, text(status)));
            case ALREADY_EXISTS, ABORTED, FAILED_PRECONDITION -> Optional.of(HttpFault.of(409, text(status)));
            case RESOURCE_EXHAUSTED -> Optional.of(HttpFault.of(429, text(status)));
            case UNIMPLEMENTED -> Optional.of(HttpFault.of(501, text(status)));
            case UNAVAILABLE -> Optional.of(HttpFault.of(503, "The control plane is away; try again."));
            case DEADLINE_EXCEEDED -> Optional.of(HttpFault.of(504, "The control plane did not answer in time."));
            case OK, CANCELLED, UNKNOWN, INTERNAL, DATA_LOSS -> Optional.empty();
        };
    }

    private static String text(Status status) {
        return status.getDescription() instanceof String said
                ? said
                : status.getCode().name();
    }
}
