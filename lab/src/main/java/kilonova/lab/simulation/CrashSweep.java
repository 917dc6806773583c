package kilonova.lab.simulation;

import static kilonova.control.store.tables.Tables.OPERATION;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import kilonova.control.audit.Finding;

/**
 * A script with every kind of work, in which one commit meets with a misfortune: run for each commit and each misfortune,
 * nothing is left untried.
 */
public final class CrashSweep {
    /** @param atOnce as soon as the one before was answered, and not when its work has come to an end */
    private record Cue(Move move, boolean atOnce) {}

    /** All that can be asked, of servers that run, are stopped, and are being built. */
    private static final List<Cue> SCRIPT = List.of(
            new Cue(Move.CREATE, false),
            new Cue(Move.STOP, false),
            new Cue(Move.START, false),
            new Cue(Move.REBOOT, false),
            new Cue(Move.UPDATE, false),
            new Cue(Move.METADATA, false),
            new Cue(Move.TAG, false),
            new Cue(Move.DELETE, false),
            new Cue(Move.CREATE, false),
            new Cue(Move.DELETE, true),
            new Cue(Move.BATCH, false),
            new Cue(Move.RETRY, true),
            new Cue(Move.DELETE, false),
            new Cue(Move.CREATE, false),
            new Cue(Move.CANCEL, true),
            new Cue(Move.CREATE, false),
            new Cue(Move.CANCEL, true));

    private static final Duration LOOK = Duration.ofMillis(500);
    /** Long enough for the audit to look twice. */
    private static final Duration QUIET = Duration.ofSeconds(45);

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(5);

    private final SimulatedCloud cloud;
    private final Timeline timeline;
    private final int strikeAt;
    private final Commits.Fate misfortune;
    private int commits;
    private int next;
    private boolean done;
    private boolean peace;

    private CrashSweep(SimulatedCloud cloud, int strikeAt, Commits.Fate misfortune) {
        this.cloud = cloud;
        this.timeline = cloud.timeline();
        this.strikeAt = strikeAt;
        this.misfortune = misfortune;
    }

    /**
     * @param commits that were made before there was peace
     * @param begun the kinds of work that there were, {@code known} those that there are
     */
    record Outcome(SimulationReport report, int commits, List<String> begun, Set<String> known) {}

    /**
     * Plays the script once.
     *
     * @param replicas how many control planes there are
     * @param strikeAt the number of the commit that the misfortune comes upon, from 0; none with a negative one
     */
    static Outcome run(int replicas, int strikeAt, Commits.Fate misfortune) {
        try (var cloud = new SimulatedCloud(new Random(replicas), Weather.FAIR, replicas, QUIET)) {
            var sweep = new CrashSweep(cloud, strikeAt, misfortune);
            sweep.run();
            Set<String> known = cloud.replicas()
                    .getFirst()
                    .life()
                    .map(SimulatedControl::kinds)
                    .orElse(Set.of());
            return new Outcome(cloud.report(strikeAt), sweep.commits, sweep.begun(), known);
        }
    }

    private void run() {
        cloud.populate(1);
        cloud.watchers().forEach(SimulatedWatcher::watch);
        cloud.replicas().forEach(replica -> replica.fortune(this::fate));
        timeline.after(Duration.ofSeconds(2), this::play);
        timeline.after(LOOK, this::lookAround);
        while (!done
                && timeline.elapsed().compareTo(LONGEST) < 0
                && cloud.history().findings().isEmpty()
                && cloud.step()) {
            // All is done by the step.
        }
        if (!done && cloud.history().findings().isEmpty()) {
            cloud.history().found(new Finding(5, "the script did not come to its end within " + LONGEST));
        }
        cloud.judge(true);
    }

    private Commits.Fate fate() {
        if (peace) {
            return Commits.Fate.GOOD;
        }
        if (commits++ != strikeAt) {
            return Commits.Fate.GOOD;
        }
        cloud.history().tell("commit " + strikeAt + ": " + misfortune);
        return misfortune;
    }

    private void play() {
        if (played()) {
            return;
        }
        SimulatedClient tenant = cloud.clients().getFirst();
        Cue cue = SCRIPT.get(next);
        if (tenant.answered() && (cue.atOnce() || cloud.nothingOpen())) {
            next++;
            tenant.make(cue.move());
        }
        timeline.after(SOON, this::play);
    }

    private boolean played() {
        return next >= SCRIPT.size();
    }

    private void lookAround() {
        cloud.lookAround(Duration.ZERO);
        if (!peace && played() && cloud.clients().getFirst().answered() && cloud.nothingOpen()) {
            peace = true;
            cloud.makePeace();
        }
        done = peace && cloud.quiet();
        if (!done) {
            timeline.after(LOOK, this::lookAround);
        }
    }

    private List<String> begun() {
        return cloud.rows().read(tx -> tx.sql()
                .selectDistinct(OPERATION.KIND)
                .from(OPERATION)
                .orderBy(OPERATION.KIND)
                .fetch(OPERATION.KIND));
    }
}
