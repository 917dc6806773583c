package kilonova.lab.simulation;

import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import kilonova.control.audit.Finding;
import kilonova.control.guard.Guard;
import kilonova.control.operation.Operations;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.server.ServerCensus;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.node.hypervisor.Guest;

/** A whole cloud in one thread: replicas, nodes, tenants and watchers, and what is to be held against the promises. */
final class SimulatedCloud implements AutoCloseable {
    private static final int NODES = 2;
    private static final int HOSTS_PER_NODE = 2;
    private final Timeline timeline;
    private final History history;
    private final Weather weather;
    private final Env env;
    private final Database rows;
    private final Truth truth;
    private final SimulatedNeighbours neighbours = new SimulatedNeighbours();
    private final List<Wire> wires = new ArrayList<>();
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<SimulatedWatcher> watchers = new ArrayList<>();
    private final Duration quiet;
    private long quietSince;
    private long seenRevision;

    /**
     * @param count of replicas; they begin at once, in fair weather
     * @param quiet when nothing was written for so long, whatever is open stays so, unless a deadline wakes it
     */
    SimulatedCloud(Random random, Weather weather, int count, Duration quiet) {
        this.weather = weather;
        this.quiet = quiet;
        this.timeline = new Timeline(random);
        this.history = new History(timeline);
        var clock = timeline.clock();
        this.env = new Env(clock, random, Ids.timeOrdered(clock, random));
        this.rows = Database.inline(Beginning.image(), env, CommitProbe.NONE, count > 1);
        this.truth = new Truth(rows, history);
        for (int i = 1; i <= count; i++) {
            var peers = new SimulatedPeers(timeline, replicas, wires, weather.slowest());
            replicas.add(new SimulatedReplica(
                    timeline, history, rows, neighbours, truth::committed, wires, peers, "replica-" + i));
        }
        history.tell(count + " replica(s)");
        replicas.forEach(SimulatedReplica::begin);
    }

    /** Nodes come, so many tenants, and watchers of each of them and of all. */
    void populate(int tenants) {
        for (int i = 1; i <= NODES; i++) {
            Wire wire = wire(SimulatedControl::nodeChannel);
            wires.add(wire.repeating(weather.twice()));
            nodes.add(
                    new SimulatedNode(timeline, wire, "host-" + i + "-", HOSTS_PER_NODE, weather.hypervisorFailures()));
        }
        for (int i = 1; i <= tenants; i++) {
            String project = "project-" + i;
            clients.add(new SimulatedClient(timeline, history, publicWire(), project));
            watchers.add(new SimulatedWatcher(timeline, history, truth, publicWire(), project, false));
        }
        watchers.add(new SimulatedWatcher(timeline, history, truth, publicWire(), SimulatedNeighbours.ADMIN, true));
    }

    private Wire publicWire() {
        Wire wire = wire(SimulatedControl::publicChannel);
        wires.add(wire.losing(weather.lostCalls()));
        return wire;
    }

    private Wire wire(Function<SimulatedControl, Channel> channel) {
        return new Wire(timeline, new Doors(timeline, replicas), channel, weather.slowest());
    }

    Timeline timeline() {
        return timeline;
    }

    History history() {
        return history;
    }

    Truth truth() {
        return truth;
    }

    Database rows() {
        return rows;
    }

    SimulatedNeighbours neighbours() {
        return neighbours;
    }

    List<Wire> wires() {
        return wires;
    }

    List<SimulatedReplica> replicas() {
        return replicas;
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    List<SimulatedClient> clients() {
        return clients;
    }

    List<SimulatedWatcher> watchers() {
        return watchers;
    }

    /**
     * The next thing happens; what a dying process throws is heard by nobody.
     *
     * @return false when nothing is left to happen
     */
    boolean step() {
        boolean more = true;
        try {
            more = timeline.step();
        } catch (Commits.Killed dying) {
            // It is buried now.
        }
        replicas.forEach(SimulatedReplica::buryIfDead);
        return more;
    }

    void makePeace() {
        history.tell("peace");
        replicas.forEach(replica -> replica.weather(Weather.Store.SOUND));
        wires.forEach(wire -> wire.losing(0).repeating(0));
        clients.forEach(SimulatedClient::retire);
        nodes.forEach(SimulatedNode::calmDown);
        beQuietFromNow();
    }

    void beQuietFromNow() {
        quietSince = timeline.nowMicros();
    }

    /** Whether nothing has changed for a while, and no operation is open. */
    boolean quiet() {
        if (truth.newest() != seenRevision) {
            seenRevision = truth.newest();
            quietSince = timeline.nowMicros();
        }
        boolean still = timeline.nowMicros() - quietSince > quiet.toNanos() / 1_000;
        return still && nothingOpen();
    }

    boolean nothingOpen() {
        return rows.read(tx -> new Operations().open(tx)).isEmpty();
    }

    /**
     * What must hold at any time does, and else is found.
     *
     * @param clocksOff how far clocks may be wrong
     */
    void lookAround(Duration clocksOff) {
        anyLife().ifPresent(control -> control.audit()
                .atAnyTime(timeline.nowMicros() - clocksOff.toNanos() / 1_000)
                .forEach(history::found));
        nobodyRunsTwice();
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

    private Optional<SimulatedControl> anyLife() {
        return replicas.stream().flatMap(replica -> replica.life().stream()).findFirst();
    }

    /** The run is over: what is there now, and all that was told, is held against the promises. */
    void judge(boolean clocksWereRight) {
        var found = new ArrayList<Finding>();
        if (history.findings().isEmpty()) {
            atRest(clocksWereRight, found);
        }
        found.addAll(inOneOrder());
        found.forEach(history::found);
    }

    /** Whether quota and the room of hosts were seen by all as if one call had come after another. */
    private List<Finding> inOneOrder() {
        Map<String, Long> rooms = new TreeMap<>();
        List<ServerCensus.Entry> servers = rows.read(tx -> {
            new PlacementLedger(env).providers(tx, "", NODES * HOSTS_PER_NODE).forEach(host -> Optional.ofNullable(
                            host.inventories().get("MEMORY_MB"))
                    .ifPresent(memory -> rooms.put(host.name(), memory.capacity())));
            return new ServerCensus().all(tx);
        });
        return history.claims().contradictions(servers, Beginning.SERVERS_PER_PROJECT, rooms);
    }

    private void atRest(boolean clocksWereRight, List<Finding> found) {
        for (SimulatedReplica replica : replicas) {
            replica.life()
                    .ifPresentOrElse(
                            life -> found.addAll(life.audit().atRest()),
                            () -> found.add(new Finding(5, replica + " did not come back")));
        }
        var guests = new LinkedHashMap<String, List<Guest>>();
        nodes.forEach(node -> guests.putAll(node.guests()));
        Map<String, String> hostNames =
                anyLife().map(SimulatedControl::hostNames).orElse(Map.of());
        found.addAll(new Findings(history, guests, hostNames, watchers, clocksWereRight).of(rows));
        // Without a deliberate bug there is nothing to mend: a receipt is the trace of one that nobody knew.
        if (Guard.allStand()) {
            Receipts.unexplained(rows)
                    .forEach(receipt -> found.add(new Finding(6, "the audit had to mend " + receipt)));
        }
    }

    SimulationReport report(long seed) {
        int repairs = Receipts.of(rows).size();
        int operations = rows.read(tx -> new Operations().count(tx));
        history.tell("all that was committed: " + Digest.of(rows));
        return new SimulationReport(
                seed,
                timeline.elapsed(),
                history.requests(),
                operations,
                repairs,
                history.faults(),
                history.findings(),
                history.story(),
                truth.words());
    }

    @Override
    public void close() {
        replicas.forEach(SimulatedReplica::close);
        rows.close();
    }
}
