package kilonova.lab.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kilonova.kernel.Env;
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

    private final Timeline timeline;
    private final Env env;
    private final Wire wire;
    private final MemoryRecords identity = new MemoryRecords();
    private final MemoryRecords journal = new MemoryRecords();
    private final FakeTemper temper;
    private final List<FakeHypervisor> hypervisors;
    private NodeLoop loop;
    private int life;

    SimulatedNode(Timeline timeline, Env env, Wire wire, String prefix, int hosts, double failures) {
        this.timeline = timeline;
        this.env = env;
        this.wire = wire;
        this.temper = new FakeTemper(env.random(), time -> {}).failing(failures, FaultReason.HYPERVISOR_UNAVAILABLE);
        this.hypervisors = FakeHypervisor.hosts(prefix, hosts, SIZE, temper, new MemoryRecords());
        this.loop = begin();
    }

    private NodeLoop begin() {
        int mine = ++life;
        loop = new NodeLoop(
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
        timeline.after(TURN, () -> turn(mine));
        return loop;
    }

    private void turn(int mine) {
        if (mine != life) {
            return;
        }
        Instant due = loop.tick();
        Duration pause = Duration.between(env.clock().instant(), due);
        // What comes in meanwhile is taken at the next turn.
        Duration most = Duration.ofMillis(20);
        timeline.after(pause.compareTo(most) > 0 ? most : pause.plus(TURN), () -> turn(mine));
    }

    /** The process dies and another begins; disk and guests stay. */
    void dieAndRestart() {
        life++;
        wire.cut();
        begin();
    }

    void calmDown() {
        temper.failing(0, FaultReason.HYPERVISOR_UNAVAILABLE);
    }

    /** Guests by server, for every host of this node. */
    Map<String, List<String>> guests() {
        var guests = new LinkedHashMap<String, List<String>>();
        for (FakeHypervisor hypervisor : hypervisors) {
            for (Guest guest : hypervisor.guests()) {
                guests.computeIfAbsent(guest.serverId(), id -> new ArrayList<>())
                        .add(hypervisor.name());
            }
        }
        return guests;
    }
}
