package kilonova.gateway.http;

import com.google.rpc.ErrorInfo;
import java.util.Optional;

/** How one API, or one endpoint of it, words a problem; empty where it has no words of its own. */
@FunctionalInterface
public interface ProblemWords {
    ProblemWords NONE = problem -> Optional.empty();

    Optional<HttpFault> say(ErrorInfo problem);

    /** These words, and those where these have none. */
    default ProblemWords orElse(ProblemWords others) {
        return problem -> say(problem).or(() -> others.say(problem));
    }
}
