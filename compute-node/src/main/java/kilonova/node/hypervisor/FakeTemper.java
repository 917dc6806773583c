package kilonova.node.hypervisor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** How a fake hypervisor behaves: how slow it is, how often it fails, whether its guests heed the power button. */
public final class FakeTemper {

    /** How the time that an action takes goes by: a thread sleeps, or a simulation has its own way. */
    public interface Pace {
        void pass(Duration time);
    }

    private final RandomGenerator random;
    private final Pace pace;
    private final Queue<FaultReason> next = new ArrayDeque<>();
    private Duration latency = Duration.ZERO;
    private double failureRate;
    private FaultReason failure = FaultReason.HYPERVISOR_UNAVAILABLE;
    private boolean stubborn;

    public FakeTemper(RandomGenerator random, Pace pace) {
        this.random = random;
        this.pace = pace;
    }

    /** At once, never failing, on whatever thread calls. */
    public static FakeTemper calm(RandomGenerator random) {
        return new FakeTemper(random, FakeTemper::sleep);
    }

    /** How long each action takes. */
    public synchronized FakeTemper latency(Duration each) {
        latency = each;
        return this;
    }

    /** Which share of the actions fails, 0 to 1, and why. */
    public synchronized FakeTemper failing(double rate, FaultReason why) {
        failureRate = rate;
        failure = why;
        return this;
    }

    /** The next action fails; called twice, the next two do. */
    public synchronized FakeTemper failNext(FaultReason why) {
        next.add(why);
        return this;
    }

    /** Whether guests ignore the power button. */
    public synchronized FakeTemper stubborn(boolean guestsIgnoreTheButton) {
        stubborn = guestsIgnoreTheButton;
        return this;
    }

    synchronized boolean stubborn() {
        return stubborn;
    }

    /** Takes the time of one action, and fails when its turn has come. */
    void act(String what) {
        Duration time;
        Optional<FaultReason> why;
        synchronized (this) {
            time = latency;
            why = next.isEmpty()
                    ? failureRate > 0 && random.nextDouble() < failureRate ? Optional.of(failure) : Optional.empty()
                    : Optional.of(next.remove());
        }
        if (!time.isZero()) {
            pace.pass(time);
        }
        if (why.isPresent()) {
            throw new GuestTrouble(why.get(), "The fake hypervisor was told to fail: " + what);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GuestTrouble(FaultReason.HYPERVISOR_UNAVAILABLE, "The node is stopping.");
        }
    }
}
