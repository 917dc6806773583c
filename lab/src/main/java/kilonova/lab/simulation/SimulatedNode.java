package kilonova.lab.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.node.hypervisor.FakeHypervisor;
import kilonova.node.hypervisor.FakeSize;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.Guest;
import kilonova.node.journal.Journal;
import kilonova.node.journal.MemoryRecords;
import kilonova.node.session.NodeIdentity;
import kilonova.node.session.NodeLoop;
import kilonova.node.session.SessionSettings;

/** A node on a simulated machine: its disk outlives the process, its hypervisor outlives both. */
final class SimulatedNode {
    static final FakeSize SIZE = new FakeSize(1, 1_600, 60);
    private static final Duration QUICKEST_WORK = Duration.ofMillis(1);
    private static final Duration SLOWEST_WORK = Duration.ofMillis(300);
    private static final Duration TURN = Duration.ofMillis(1);
    /** What comes in meanwhile is taken at the next turn. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(40);

    private final Timeline timeline;
    private final Env env;
    private final MachineClock clock;
    private final Wire wire;
    private final MemoryRecords identity = new MemoryRecords();
    private final MemoryRecords journal = new MemoryRecords();
    private final FakeTemper temper;
    private final List<FakeHypervisor> hypervisors;
    private int life;
    private boolean down;

    SimulatedNode(Timeline timeline, Wire wire, String prefix, int hosts, double failures) {
        this.timeline = timeline;
        this.clock = timeline.clock();
        this.env = new Env(clock, timeline.random(), Ids.timeOrdered(clock, timeline.random()));
        this.wire = wire;
        this.temper = new FakeTemper(env.random(), time -> {}).failing(failures, FaultReason.HYPERVISOR_UNAVAILABLE);
        this.hypervisors = FakeHypervisor.hosts(prefix, hosts, SIZE, temper, new MemoryRecords());
        begin();
    }

    private void begin() {
        int mine = ++life;
        var loop = new NodeLoop(
                SessionSettings.standard("simulated"),
                env,
                new NodeIdentity(identity, env.ids()),
                new Journal(journal),
                wire,
                body -> timeline.after(timeline.between(QUICKEST_WORK, SLOWEST_WORK), () -> {
                    if (mine == life) {
                        body.run();
                    }
                }),
                hypervisors);
        timeline.after(TURN, () -> turn(mine, loop));
    }

    private void turn(int mine, NodeLoop loop) {
        if (mine != life) {
            return;
        }
        Instant due = loop.tick();
        Duration pause = Duration.between(env.clock().instant(), due);
        timeline.after(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.plus(TURN), () -> turn(mine, loop));
    }

    /** The process dies and another begins; disk and guests stay. */
    void dieAndRestart() {
        if (!down) {
            life++;
            wire.cut();
            begin();
        }
    }

    /** The machine goes down: its guests stop, and its process with them. */
    void goDown() {
        if (!down) {
            down = true;
            life++;
            wire.cut();
            hypervisors.forEach(hypervisor ->
                    hypervisor.guests().forEach(guest -> hypervisor.powerOffFromWithin(guest.serverId())));
        }
    }

    /** The machine is back, if it was away. */
    void comeBack() {
        if (down) {
            down = false;
            begin();
        }
    }

    MachineClock clock() {
        return clock;
    }

    void calmDown() {
        temper.failing(0, FaultReason.HYPERVISOR_UNAVAILABLE);
    }

    /** Guests, for every host of this node by name. */
    Map<String, List<Guest>> guests() {
        var guests = new LinkedHashMap<String, List<Guest>>();
        hypervisors.forEach(hypervisor -> guests.put(hypervisor.name(), hypervisor.guests()));
        return guests;
    }
}
