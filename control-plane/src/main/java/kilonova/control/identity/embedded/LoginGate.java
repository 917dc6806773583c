package kilonova.control.identity.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import kilonova.kernel.Problem;

/**
 * Bounds what guessing passwords can cost us and can win: few hashes at a time, few failures per user, source and minute.
 * Whoever guesses from elsewhere does not keep a user out: failures count where they came from.
 */
final class LoginGate {
    /** Hashes that are computed at the same time. */
    private static final int AT_ONCE = 2;
    /** How long a login waits for its turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Failures of one user from one source within {@link #WINDOW} after which further tries fail unseen. */
    static final int MAX_FAILURES = 10;

    static final Duration WINDOW = Duration.ofMinutes(1);
    /** Pairs of user and source whose failures are remembered; the longest untouched is forgotten first. */
    private static final int MAX_REMEMBERED = 10_000;

    private final Clock clock;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Map<Guesser, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Guesser, Failures> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    private record Guesser(String user, String source) {}

    private record Failures(int count, long sinceMillis) {}

    LoginGate(Clock clock) {
        this.clock = clock;
    }

    /**
     * Runs the check unless this user failed too often of late from there.
     *
     * @param source where the try comes from, empty for unknown
     * @return whether the password was right
     * @throws kilonova.kernel.ProblemException Unavailable when too many others wait
     */
    boolean admit(String user, String source, BooleanSupplier check) {
        var guesser = new Guesser(user, source);
        if (blocked(guesser)) {
            return false;
        }
        boolean right;
        await();
        try {
            right = check.getAsBoolean();
        } finally {
            turns.release();
        }
        note(guesser, right);
        return right;
    }

    private void await() {
        try {
            if (turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        throw new Problem.Unavailable("Too many log in just now: try again in a moment.", PATIENCE).raise();
    }

    private synchronized boolean blocked(Guesser guesser) {
        Failures known = failures.get(guesser);
        return known != null && known.count() >= MAX_FAILURES && !over(known);
    }

    private synchronized void note(Guesser guesser, boolean right) {
        if (right) {
            failures.remove(guesser);
            return;
        }
        Failures known = failures.get(guesser);
        failures.put(
                guesser,
                known == null || over(known)
                        ? new Failures(1, clock.millis())
                        : new Failures(known.count() + 1, known.sinceMillis()));
    }

    private boolean over(Failures known) {
        return clock.millis() - known.sinceMillis() >= WINDOW.toMillis();
    }
}
