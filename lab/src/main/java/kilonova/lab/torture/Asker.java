package kilonova.lab.torture;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Asks for one user, at whichever replica answers, and writes down what was asked and told. For one thread. */
final class Asker {
    private static final Duration AGAIN = Duration.ofMillis(300);
    private static final int SPREAD_MILLIS = 200;

    private final String tenant;
    private final List<Caller> callers;
    private final History history;
    private final RandomGenerator random;
    private int caller;

    /**
     * @param callers to each replica one
     * @param first which of them is asked until it does not answer
     */
    Asker(String tenant, List<Caller> callers, int first, History history, RandomGenerator random) {
        this.tenant = tenant;
        this.callers = List.copyOf(callers);
        this.history = history;
        this.random = random;
        this.caller = first;
    }

    /**
     * Asks under the same request id until told yes or no.
     *
     * @param patient whether to go on asking
     */
    Answer insist(Verb verb, String requestId, String server, String name, BooleanSupplier patient)
            throws InterruptedException {
        Answer answer = ask(verb, requestId, server, name);
        while (answer instanceof Answer.Unknown && patient.getAsBoolean()) {
            elsewhere();
            Thread.sleep(AGAIN.plusMillis(random.nextLong(SPREAD_MILLIS)));
            answer = ask(verb, requestId, server, name);
        }
        return answer;
    }

    /**
     * Asks once.
     *
     * @param server empty for a create, {@code name} for all else
     */
    Answer ask(Verb verb, String requestId, String server, String name) {
        long asked = history.now();
        Caller to = callers.get(caller);
        Answer answer = verb == Verb.CREATE ? to.create(requestId, name) : to.ask(verb, requestId, server);
        history.add(new Exchange(asked, history.now(), tenant, requestId, verb, server, name, answer));
        return answer;
    }

    Caller.Sight look(String server) {
        return callers.get(caller).look(server);
    }

    /** Another replica is asked from now on. */
    void elsewhere() {
        caller = (caller + 1) % callers.size();
    }
}
