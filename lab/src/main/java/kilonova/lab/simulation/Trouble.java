package kilonova.lab.simulation;

import java.time.Duration;
import java.util.List;

/** What happens to machines and networks of a simulated cloud while there is trouble: when, the seed decides. */
final class Trouble {
    private static final Duration LONGEST_PARTING = Duration.ofSeconds(20);
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

    void plan(List<Wire> wires, List<SimulatedNode> nodes, SimulatedNeighbours neighbours, MachineClock controlClock) {
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
        sometimes(weather.clockJumps(), () -> jump(nodes, controlClock));
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

    private void jump(List<SimulatedNode> nodes, MachineClock controlClock) {
        Duration most = timeline.random().nextInt(4) == 0 ? LARGE_JUMP : SMALL_JUMP;
        Duration by = timeline.between(Duration.ZERO, most.multipliedBy(2)).minus(most);
        jumped = jumped.plus(by.abs());
        if (timeline.random().nextBoolean()) {
            history.fault("the clock of the control plane jumps");
            controlClock.jump(by);
        } else {
            history.fault("the clock of a node jumps");
            any(nodes).setClock(by);
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
