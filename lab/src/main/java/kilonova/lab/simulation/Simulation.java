package kilonova.lab.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import kilonova.control.audit.Finding;
import kilonova.control.guard.Guard;
import kilonova.control.operation.Operations;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.node.hypervisor.Guest;

/** One run of a simulated cloud: a seed, a weather, and guards that are down, if any. */
public final class Simulation {
    private static final int NODES = 2;
    private static final int HOSTS_PER_NODE = 2;
    private static final int CLIENTS = 3;
    private static final int ACTIONS = 25;
    /** After this the world is left in peace, but for machines that are down. */
    private static final Duration TROUBLE = Duration.ofSeconds(45);
    /** Nothing was written for so long: whatever is still open stays so, unless a deadline wakes it. */
    private static final Duration QUIET = Duration.ofMinutes(1);
    /** The longest that anything may take after the trouble: deadlines, undoing, and clocks that were set back. */
    private static final Duration PEACE = Duration.ofHours(3);

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Timeline timeline;
    private final History history;
    private final Env env;
    private final MachineClock clock;
    private final Weather weather;
    private final long seed;
    private final SimulatedNeighbours neighbours = new SimulatedNeighbours();
    private final List<Wire> wires = new ArrayList<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<SimulatedWatcher> watchers = new ArrayList<>();
    private final Trouble trouble;
    private Database database;
    private Commits commits;
    private SimulatedControl control;
    private int lives;
    private Weather.Store store = Weather.Store.SOUND;
    private boolean everyoneBack;
    private boolean done;
    private long quietSince;
    private long seenCommits;

    private Simulation(long seed, Weather weather) {
        this.seed = seed;
        this.weather = weather;
        var random = new Random(seed);
        this.timeline = new Timeline(random);
        this.history = new History(timeline);
        this.clock = timeline.clock();
        this.env = new Env(clock, random, Ids.timeOrdered(clock, random));
        this.trouble = new Trouble(timeline, history, weather, TROUBLE);
        this.commits = new Commits(timeline, history, store);
        this.database = Database.inline(Beginning.image(), env, commits);
        this.control = live();
    }

    /**
     * Runs one seed to its end and holds it against the promises.
     *
     * @param down guards that do not stand meanwhile: deliberate bugs
     */
    public static SimulationReport run(long seed, Weather weather, Set<Guard> down) {
        return Guard.without(down, () -> {
            var simulation = new Simulation(seed, weather);
            try {
                return simulation.run();
            } finally {
                simulation.control.bury();
                simulation.database.close();
            }
        });
    }

    private SimulationReport run() {
        people();
        store = weather.store();
        commits.weather(store);
        trouble.plan(wires, nodes, neighbours, clock);
        timeline.after(TROUBLE, this::makePeace);
        timeline.after(LOOK, this::lookAround);
        long end = timeline.nowMicros() + TROUBLE.plus(PEACE).toNanos() / 1_000;
        while (!done && timeline.nowMicros() < end && history.findings().isEmpty() && step()) {
            while (commits.dead()) {
                buryAndRestart();
            }
        }
        if (history.findings().isEmpty()) {
            judge();
        }
        int repairs = Receipts.of(database).size();
        int operations = database.read(tx -> new Operations().count(tx));
        history.tell("all that was committed: " + Digest.of(database));
        return new SimulationReport(
                seed,
                timeline.elapsed(),
                history.requests(),
                operations,
                repairs,
                history.faults(),
                history.findings(),
                history.story());
    }

    private void people() {
        for (int i = 1; i <= NODES; i++) {
            Wire wire = wire(true);
            nodes.add(
                    new SimulatedNode(timeline, wire, "host-" + i + "-", HOSTS_PER_NODE, weather.hypervisorFailures()));
        }
        for (int i = 1; i <= CLIENTS; i++) {
            String project = "project-" + i;
            var client = new SimulatedClient(timeline, history, wire(false), project);
            clients.add(client);
            timeline.after(Duration.ofSeconds(1), () -> client.act(ACTIONS));
            watchers.add(new SimulatedWatcher(timeline, history, wire(false), project, false));
        }
        watchers.add(new SimulatedWatcher(timeline, history, wire(false), SimulatedNeighbours.ADMIN, true));
        watchers.forEach(
                watcher -> timeline.after(timeline.between(Duration.ZERO, Duration.ofSeconds(20)), watcher::watch));
    }

    private Wire wire(boolean ofNode) {
        var wire =
                new Wire(timeline, () -> ofNode ? control.nodeChannel() : control.publicChannel(), weather.slowest());
        wires.add(ofNode ? wire.repeating(weather.twice()) : wire.losing(weather.lostCalls()));
        return wire;
    }

    /** One thing happens; what a dying process throws is heard by nobody. */
    private boolean step() {
        try {
            return timeline.step();
        } catch (Commits.Killed dying) {
            return true;
        }
    }

    private void makePeace() {
        history.tell("peace");
        store = Weather.Store.SOUND;
        commits.weather(store);
        wires.forEach(wire -> wire.losing(0).repeating(0));
        clients.forEach(SimulatedClient::retire);
        nodes.forEach(SimulatedNode::calmDown);
        quietSince = timeline.nowMicros();
    }

    private boolean peace() {
        return timeline.elapsed().compareTo(TROUBLE) > 0;
    }

    /** What must hold at any time does; and once all is quiet, machines that are away come back, and it ends. */
    private void lookAround() {
        long late = trouble.jumped().toNanos() / 1_000;
        control.audit().atAnyTime(env.nowMicros() - late).forEach(history::found);
        nobodyRunsTwice();
        if (peace() && quiet()) {
            if (everyoneBack) {
                done = true;
                return;
            }
            history.tell("every machine is back");
            everyoneBack = true;
            quietSince = timeline.nowMicros();
            nodes.forEach(SimulatedNode::comeBack);
        }
        timeline.after(LOOK, this::lookAround);
    }

    /** A server never runs on two hosts. */
    private void nobodyRunsTwice() {
        var running = new HashMap<String, String>();
        nodes.forEach(node -> node.guests()
                .forEach(
                        (host, guests) -> guests.stream().filter(Guest::running).forEach(guest -> {
                            String other = running.put(guest.serverId(), host);
                            if (other != null) {
                                history.found(new Finding(
                                        4, "server " + guest.serverId() + " runs on " + other + " and on " + host));
                            }
                        })));
    }

    private boolean quiet() {
        if (commits.count() != seenCommits) {
            seenCommits = commits.count();
            quietSince = timeline.nowMicros();
        }
        boolean still = timeline.nowMicros() - quietSince > QUIET.toNanos() / 1_000;
        return still && database.read(tx -> new Operations().open(tx)).isEmpty();
    }

    private void judge() {
        var found = new ArrayList<Finding>(control.audit().atRest());
        var guests = new LinkedHashMap<String, List<Guest>>();
        nodes.forEach(node -> guests.putAll(node.guests()));
        Map<String, String> hostNames = control.hostNames();
        found.addAll(new Findings(
                        history, guests, hostNames, watchers, trouble.jumped().isZero())
                .of(database));
        // Without a deliberate bug there is nothing to mend: a receipt is the trace of one that nobody knew.
        if (Guard.allStand()) {
            Receipts.of(database).forEach(receipt -> found.add(new Finding(6, "the audit had to mend " + receipt)));
        }
        found.forEach(history::found);
    }

    private SimulatedControl live() {
        lives++;
        var life = new SimulatedControl(timeline, env, database, commits, lives, neighbours);
        try {
            life.start();
        } catch (RuntimeException failed) {
            // Killed, or without a database: whoever supervises processes begins it anew.
            history.tell("it dies while it begins");
            commits.die();
        }
        return life;
    }

    private void buryAndRestart() {
        // Its connections break, in the order in which they were made: gRPC itself would end them in no order at all.
        wires.forEach(Wire::sever);
        control.bury();
        commits = new Commits(timeline, history, store);
        database = database.afterCrash(env, commits);
        control = live();
    }
}
