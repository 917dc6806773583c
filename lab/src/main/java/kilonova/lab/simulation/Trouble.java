package kilonova.lab.simulation;

import java.time.Duration;
import java.util.List;

/** What happens to machines and networks of a simulated cloud while there is trouble: when, the seed decides. */
final class Trouble {
    private static final Duration LONGEST_PARTING = Duration.ofSeconds(20);
    /** Most are longer than a lease. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(12);

    private static final Duration LONGEST_IMAGE_LOSS = Duration.ofSeconds(10);
    /** Most jumps are smaller than a lease; some are not. */
    private static final Duration SMALL_JUMP = Duration.ofSeconds(5);

    private static final Duration LARGE_JUMP = Duration.ofMinutes(15);

    private final Timeline timeline;
    private final History history;
    private final Weather weather;
    private final Duration time;
    private Duration jumped = Duration.ZERO;

    Trouble(Timeline timeline, History history, Weather weather, Duration time) {
        this.timeline = timeline;
        this.history = history;
        this.weather = weather;
        this.time = time;
    }

    void plan(
            List<Wire> wires,
            List<SimulatedReplica> replicas,
            List<SimulatedNode> nodes,
            SimulatedNeighbours neighbours) {
        replicas.forEach(replica -> drift(replica.clock()));
        nodes.forEach(node -> drift(node.clock()));
        sometimes(weather.cuts(), () -> {
            history.fault("the network to one process is cut");
            any(wires).cut();
        });
        sometimes(weather.partitions(), () -> {
            int way = timeline.random().nextInt(3);
            history.fault("one process is parted from the control plane, "
                    + List.of("there", "back", "both ways").get(way));
            any(wires).part(timeline.between(Duration.ZERO, LONGEST_PARTING), way != 1, way != 0);
        });
        sometimes(weather.nodeDeaths(), () -> {
            history.fault("a node dies and begins again");
            any(nodes).dieAndRestart();
        });
        sometimes(timeline.random().nextInt(weather.machineLosses() + 1), () -> {
            history.fault("a machine goes down");
            any(nodes).goDown();
        });
        sometimes(weather.clockJumps(), () -> jump(nodes, any(replicas)));
        sometimes(timeline.random().nextInt(weather.pauses() + 1), () -> pause(any(replicas), wires));
        sometimes(weather.imageLosses(), () -> {
            history.fault("images cannot be had");
            neighbours.imageGone(true);
            timeline.after(timeline.between(Duration.ZERO, LONGEST_IMAGE_LOSS), () -> neighbours.imageGone(false));
        });
    }

    /** How far clocks were set wrong, all jumps together. */
    Duration jumped() {
        return jumped;
    }

    /** How far the clock of one machine may be from that of another by now. */
    Duration clocksOff() {
        return jumped.plus(timeline.elapsed().multipliedBy(2L * weather.drift()).dividedBy(1_000_000));
    }

    private void drift(MachineClock clock) {
        clock.drift(timeline.random().nextInt(2 * weather.drift() + 1) - weather.drift());
    }

    /** Some of those that are connected give up meanwhile; what others send is there when it wakes up. */
    private void pause(SimulatedReplica replica, List<Wire> wires) {
        Duration length = timeline.between(Duration.ZERO, LONGEST_PAUSE);
        history.fault("a replica is paused", replica + " for " + length.toMillis() + " ms");
        replica.pause(length);
        replica.life()
                .ifPresent(life -> wires.forEach(wire -> {
                    if (timeline.random().nextBoolean()) {
                        timeline.after(timeline.between(Duration.ZERO, length), () -> wire.giveUp(life));
                    }
                }));
    }

    private void jump(List<SimulatedNode> nodes, SimulatedReplica replica) {
        Duration most = timeline.random().nextInt(4) == 0 ? LARGE_JUMP : SMALL_JUMP;
        Duration by = timeline.between(Duration.ZERO, most.multipliedBy(2)).minus(most);
        jumped = jumped.plus(by.abs());
        if (timeline.random().nextBoolean()) {
            history.fault("the clock of a replica jumps", replica.toString());
            replica.clock().jump(by);
        } else {
            history.fault("the clock of a node jumps");
            any(nodes).clock().jump(by);
        }
    }

    private void sometimes(int times, Runnable event) {
        for (int i = 0; i < times; i++) {
            timeline.after(timeline.between(Duration.ZERO, time), event);
        }
    }

    private <T> T any(List<T> all) {
        return all.get(timeline.random().nextInt(all.size()));
    }
}
