package kilonova.lab.simulation;

import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import kilonova.control.identity.ProjectId;
import kilonova.control.network.embedded.EmbeddedNetworks;
import kilonova.control.placement.Resources;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;

/** One run of a simulated cloud: a seed, a weather, and perhaps a deliberate bug. */
public final class Simulation {
    private static final int NODES = 2;
    private static final int HOSTS_PER_NODE = 2;
    private static final int CLIENTS = 3;
    private static final int ACTIONS = 15;
    /** After this the world is left in peace; after twice as much again, everything must have ended. */
    private static final Duration TROUBLE = Duration.ofSeconds(40);

    private static final Duration PEACE = Duration.ofHours(2);

    private final Timeline timeline;
    private final History history;
    private final Env env;
    private final Weather weather;
    private final Sabotage sabotage;
    private final long seed;
    private final List<Wire> wires = new ArrayList<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private Database database;
    private Deaths deaths;
    private SimulatedControl control;
    private int lives;
    private boolean peace;

    private Simulation(long seed, Weather weather, Sabotage sabotage) {
        this.seed = seed;
        this.weather = weather;
        this.sabotage = sabotage;
        var random = new Random(seed);
        this.timeline = new Timeline(random);
        this.history = new History(timeline);
        this.env = new Env(timeline.clock(), random, Ids.timeOrdered(timeline.clock(), random));
        this.deaths = new Deaths(random, 0);
        this.database = Database.inline(DatabaseSettings.of("jdbc:sqlite::memory:"), env, deaths);
        EmbeddedNetworks.open(database, env)
                .bootstrap(EmbeddedNetworks.FirstNetwork.ownedBy(new ProjectId(SimulatedNeighbours.ADMIN)));
        this.control = live();
    }

    /** Runs one seed to its end and holds it against the promises. */
    public static SimulationReport run(long seed, Weather weather, Sabotage sabotage) {
        var simulation = new Simulation(seed, weather, sabotage);
        try {
            return simulation.run();
        } finally {
            simulation.control.bury();
            simulation.database.close();
        }
    }

    private SimulationReport run() {
        for (int i = 1; i <= NODES; i++) {
            var wire = new Wire(timeline, () -> control.nodeChannel(), weather.slowest());
            wires.add(wire);
            nodes.add(new SimulatedNode(
                    timeline, env, wire, "host-" + i + "-", HOSTS_PER_NODE, weather.hypervisorFailures()));
        }
        for (int i = 1; i <= CLIENTS; i++) {
            var wire = new Wire(timeline, () -> control.publicChannel(), weather.slowest());
            wires.add(wire);
            var client = new SimulatedClient(timeline, history, wire, "project-" + i);
            clients.add(client);
            timeline.after(Duration.ofSeconds(1), () -> client.act(ACTIONS));
        }
        deaths.at(weather.crashing());
        trouble();
        timeline.after(TROUBLE, this::makePeace);
        long end = timeline.nowMicros() + TROUBLE.plus(PEACE).toNanos() / 1_000;
        while (timeline.nowMicros() < end && !(peace && quiet()) && step()) {
            while (control.dead()) {
                buryAndRestart();
            }
        }
        List<String> broken = new Findings(history, guests(), capacity()).of(database, env);
        return new SimulationReport(
                seed,
                timeline.elapsed(),
                history.requests(),
                history.creates().size(),
                history.faults(),
                broken,
                history.story());
    }

    /** One thing happens; what a dying process throws is heard by nobody. */
    private boolean step() {
        try {
            return timeline.step();
        } catch (Deaths.Killed dying) {
            return true;
        }
    }

    private void trouble() {
        for (int i = 0; i < weather.cuts(); i++) {
            timeline.after(timeline.between(Duration.ZERO, TROUBLE), () -> {
                history.fault("the network to one process is cut");
                wires.get(timeline.random().nextInt(wires.size())).cut();
            });
        }
        for (int i = 0; i < weather.nodeDeaths(); i++) {
            timeline.after(timeline.between(Duration.ZERO, TROUBLE), () -> {
                history.fault("a node dies and begins again");
                nodes.get(timeline.random().nextInt(nodes.size())).dieAndRestart();
            });
        }
    }

    private void makePeace() {
        history.tell("peace");
        peace = true;
        deaths.at(0);
        clients.forEach(SimulatedClient::retire);
        nodes.forEach(SimulatedNode::calmDown);
        quietSince = timeline.nowMicros();
    }

    private long quietSince;
    private long seenCommits;

    /** Nothing has been written for a minute: whatever is still open stays so, unless a deadline wakes it. */
    private boolean quiet() {
        if (deaths.commits() != seenCommits) {
            seenCommits = deaths.commits();
            quietSince = timeline.nowMicros();
        }
        boolean still =
                timeline.nowMicros() - quietSince > Duration.ofMinutes(2).toNanos() / 1_000;
        return still
                && database.read(tx -> new kilonova.control.operation.Operations().open(tx))
                        .isEmpty();
    }

    private SimulatedControl live() {
        lives++;
        List<ServerInterceptor> saboteurs =
                Saboteur.of(sabotage).<List<ServerInterceptor>>map(List::of).orElse(List.of());
        var life = new SimulatedControl(timeline, env, database, deaths, lives, saboteurs);
        try {
            life.start(sabotage != Sabotage.FORGET_OPEN_OPERATIONS || lives == 1);
        } catch (Deaths.Killed dying) {
            history.tell("it dies while it begins");
        }
        return life;
    }

    private void buryAndRestart() {
        history.fault("the control plane dies at a commit");
        // Its connections break, in the order in which they were made: gRPC itself would end them in no order at all.
        wires.forEach(Wire::cut);
        control.bury();
        deaths = new Deaths(timeline.random(), peace ? 0 : weather.crashing());
        database = database.afterCrash(env, deaths);
        control = live();
    }

    private Map<String, List<String>> guests() {
        var guests = new LinkedHashMap<String, List<String>>();
        for (SimulatedNode node : nodes) {
            node.guests().forEach((server, hosts) -> guests.computeIfAbsent(server, id -> new ArrayList<>())
                    .addAll(hosts));
        }
        return guests;
    }

    private Map<String, Resources> capacity() {
        var capacity = new LinkedHashMap<String, Resources>();
        for (int node = 1; node <= NODES; node++) {
            for (int host = 1; host <= HOSTS_PER_NODE; host++) {
                capacity.put(
                        "host-" + node + "-" + host,
                        new Resources(Map.of(
                                "VCPU",
                                SimulatedNode.SIZE.vcpus() * 4L,
                                "MEMORY_MB",
                                SimulatedNode.SIZE.memoryMb() - 512,
                                "DISK_GB",
                                SimulatedNode.SIZE.diskGb())));
            }
        }
        return capacity;
    }
}
