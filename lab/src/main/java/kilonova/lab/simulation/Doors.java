package kilonova.lab.simulation;

import java.util.List;
import java.util.Optional;

/** How one caller finds a control plane: mostly where it was before, else at any of the replicas. */
final class Doors {
    private static final double MOVES = 0.2;

    private final Timeline timeline;
    private final List<SimulatedReplica> replicas;
    private int last;

    Doors(Timeline timeline, List<SimulatedReplica> replicas) {
        this.timeline = timeline;
        this.replicas = replicas;
    }

    /** The life that is there; empty when nobody answers the door. */
    Optional<SimulatedControl> next() {
        if (replicas.size() > 1
                && (replicas.get(last).life().isEmpty() || timeline.random().nextDouble() < MOVES)) {
            last = timeline.random().nextInt(replicas.size());
        }
        return replicas.get(last).life();
    }
}
