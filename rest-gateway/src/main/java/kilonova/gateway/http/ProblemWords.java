package kilonova.gateway.http;

import com.google.rpc.ErrorInfo;
import java.util.Optional;

/** How one API, or one endpoint of it, words a problem; empty where it has no words of its own. */
@FunctionalInterface
public interface ProblemWords {
    ProblemWords NONE = problem -> Optional.empty();

    /** Words for one reason about one kind of resource; an empty kind means every kind. */
    static ProblemWords when(String reason, String kind, HttpFault fault) {
        return problem -> problem.getReason().equals(reason)
                        && (kind.isEmpty() || fact(problem, "kind").equals(kind))
                ? Optional.of(fault)
                : Optional.empty();
    }

    /** What a problem tells under a name; empty when it tells nothing there. */
    static String fact(ErrorInfo problem, String name) {
        return problem.getMetadataOrDefault(name, "");
    }

    /** Whether a problem is of a request whose field is not as it must be. */
    static boolean invalid(ErrorInfo problem, String field) {
        return problem.getReason().equals("Invalid") && fact(problem, "field").equals(field);
    }

    Optional<HttpFault> say(ErrorInfo problem);

    /** These words, and those where these have none. */
    default ProblemWords orElse(ProblemWords others) {
        return problem -> say(problem).or(() -> others.say(problem));
    }
}
