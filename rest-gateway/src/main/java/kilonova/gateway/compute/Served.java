package kilonova.gateway.compute;

import java.util.Optional;
import kilonova.gateway.http.Answer;

/**
 * What serves an endpoint.
 *
 * @param lacking what it does not do yet; empty when it does all that Nova's samples show
 */
public record Served(Handler handler, Optional<String> lacking) {

    /** Answers a request that its schemas let pass. */
    @FunctionalInterface
    public interface Handler {
        Answer handle(ComputeRequest request);
    }
}
