package kilonova.lab.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import kilonova.control.replica.Owner;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import org.jspecify.annotations.Nullable;

/**
 * One control-plane process of a simulated cloud, on a machine of its own: its clock, and one life after another. What it
 * shares with the others is the database.
 */
final class SimulatedReplica {
    /** Whoever supervises processes begins a dead one anew within so long. */
    private static final Duration SLOWEST_RESTART = Duration.ofSeconds(5);

    private static final Duration QUICKEST_RESTART = Duration.ofMillis(5);

    private final Timeline timeline;
    private final History history;
    private final Database rows;
    private final SimulatedNeighbours neighbours;
    private final BiConsumer<String, Owner> committed;
    private final List<Wire> wires;
    private final SimulatedPeers peers;
    private final String name;
    private final MachineClock clock;
    private final Env env;
    private Supplier<Commits.Fate> fortune = () -> Commits.Fate.GOOD;
    private @Nullable SimulatedControl life;
    private @Nullable Commits commits;

    /**
     * @param rows the database that all replicas share
     * @param committed hears of every commit: of whom, in which epoch
     * @param wires all that lead to control planes
     * @param peers its ways to the others
     */
    SimulatedReplica(
            Timeline timeline,
            History history,
            Database rows,
            SimulatedNeighbours neighbours,
            BiConsumer<String, Owner> committed,
            List<Wire> wires,
            SimulatedPeers peers,
            String name) {
        this.timeline = timeline;
        this.history = history;
        this.rows = rows;
        this.neighbours = neighbours;
        this.committed = committed;
        this.wires = wires;
        this.peers = peers;
        this.name = name;
        this.clock = timeline.clock();
        this.env = new Env(clock, timeline.random(), Ids.timeOrdered(clock, timeline.random()));
    }

    /** A life begins; it may end while it begins. */
    void begin() {
        var store = new Commits(timeline, history, name, fortune, () -> committed.accept(name, me()));
        var next = new SimulatedControl(timeline, env, rows.another(env, store), store, name, neighbours, peers);
        commits = store;
        life = next;
        peers.begin(next::run);
        try {
            next.start();
        } catch (RuntimeException failed) {
            // Killed, or without a database: it is begun anew.
            history.tell(name + " dies while it begins");
            store.die();
        }
    }

    private Owner me() {
        return life == null ? Owner.NONE : life.me();
    }

    /** What calls and streams reach now; nothing between two lives. */
    Optional<SimulatedControl> life() {
        return Optional.ofNullable(life);
    }

    MachineClock clock() {
        return clock;
    }

    void weather(Weather.Store now) {
        fortune(() -> now.fate(timeline.random()));
    }

    /** What decides the fate of each of its commits from now on, in this life and the next ones. */
    void fortune(Supplier<Commits.Fate> now) {
        fortune = now;
        if (commits != null) {
            commits.fortune(now);
        }
    }

    /** For so long it does nothing at all, and does not know that time goes by. */
    void pause(Duration time) {
        SimulatedControl paused = life;
        if (paused != null && !paused.asleep()) {
            paused.sleep();
            timeline.after(time, paused::wakeUp);
        }
    }

    /** If it has just died, it is buried, and begun anew a little later. */
    void buryIfDead() {
        SimulatedControl dead = life;
        if (dead == null || commits == null || !commits.dead()) {
            return;
        }
        life = null;
        // Its connections break, in the order in which they were made: gRPC itself would end them in no order at all.
        wires.forEach(wire -> wire.sever(dead));
        peers.end();
        dead.bury();
        timeline.after(timeline.between(QUICKEST_RESTART, SLOWEST_RESTART), this::begin);
    }

    /** The run is over. */
    void close() {
        if (life != null) {
            life.bury();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
