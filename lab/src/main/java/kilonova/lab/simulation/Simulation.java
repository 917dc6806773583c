package kilonova.lab.simulation;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import kilonova.control.guard.Guard;

/** One run of a simulated cloud: a seed, a weather, and guards that are down, if any. */
public final class Simulation {
    private static final int TENANTS = 3;
    private static final int ACTIONS = 25;
    /** After this the world is left in peace, but for machines that are down. */
    private static final Duration TROUBLE = Duration.ofSeconds(45);
    /** The longest that anything may take after the trouble: deadlines, undoing, and clocks that were set back. */
    private static final Duration PEACE = Duration.ofHours(3);

    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LATEST_WATCHER = Duration.ofSeconds(20);

    private final SimulatedCloud cloud;
    private final Timeline timeline;
    private final Weather weather;
    private final Trouble trouble;
    private boolean everyoneBack;
    private boolean done;

    private Simulation(SimulatedCloud cloud, Weather weather) {
        this.cloud = cloud;
        this.timeline = cloud.timeline();
        this.weather = weather;
        this.trouble = new Trouble(timeline, cloud.history(), weather, TROUBLE);
    }

    /**
     * Runs one seed to its end and holds it against the promises.
     *
     * @param down guards that do not stand meanwhile: deliberate bugs
     */
    public static SimulationReport run(long seed, Weather weather, Set<Guard> down) {
        var random = new Random(seed);
        return Guard.without(down, () -> {
            try (var cloud = new SimulatedCloud(random, weather, 1 + random.nextInt(weather.replicas()), QUIET)) {
                new Simulation(cloud, weather).run();
                return cloud.report(seed);
            }
        });
    }

    private void run() {
        cloud.populate(TENANTS);
        cloud.clients().forEach(client -> timeline.after(Duration.ofSeconds(1), () -> client.act(ACTIONS)));
        cloud.watchers()
                .forEach(watcher -> timeline.after(timeline.between(Duration.ZERO, LATEST_WATCHER), watcher::watch));
        cloud.replicas().forEach(replica -> replica.weather(weather.store()));
        trouble.plan(cloud.wires(), cloud.replicas(), cloud.nodes(), cloud.neighbours());
        timeline.after(TROUBLE, cloud::makePeace);
        timeline.after(LOOK, this::lookAround);
        long end = timeline.nowMicros() + TROUBLE.plus(PEACE).toNanos() / 1_000;
        while (!done && timeline.nowMicros() < end && cloud.history().findings().isEmpty() && cloud.step()) {
            // All is done by the step.
        }
        cloud.judge(trouble.jumped().isZero());
    }

    private boolean peace() {
        return timeline.elapsed().compareTo(TROUBLE) > 0;
    }

    /** What must hold at any time does; and once all is quiet, machines that are away come back, and it ends. */
    private void lookAround() {
        cloud.lookAround(trouble.clocksOff());
        if (peace() && cloud.quiet()) {
            if (everyoneBack) {
                done = true;
                return;
            }
            cloud.history().tell("every machine is back");
            everyoneBack = true;
            cloud.beQuietFromNow();
            cloud.nodes().forEach(SimulatedNode::comeBack);
        }
        timeline.after(LOOK, this::lookAround);
    }
}
