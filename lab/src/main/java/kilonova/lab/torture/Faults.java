package kilonova.lab.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kilonova.lab.process.Cable;
import kilonova.lab.process.DatabasePlace;
import kilonova.lab.process.Supervised;

/** Does to the processes of a cloud what the plan says, and undoes it when its time is over. */
final class Faults {
    private static final Duration DELAY = Duration.ofMillis(60);

    private final TorturedCloud cloud;
    private final History history;
    private final Stopwatch stopwatch;
    private final Map<Target.Way, Integer> struck = new EnumMap<>(Target.Way.class);

    Faults(TorturedCloud cloud, History history, Stopwatch stopwatch) {
        this.cloud = cloud;
        this.history = history;
        this.stopwatch = stopwatch;
    }

    /** What there is to strike. */
    static FaultPlan.Targets targets(TorturedCloud cloud) {
        var targets = new EnumMap<Target.Kind, Integer>(Target.Kind.class);
        int replicas = cloud.replicas().size();
        targets.put(Target.Kind.REPLICA, replicas);
        targets.put(Target.Kind.CLIENT_CABLE, replicas);
        targets.put(Target.Kind.NODE, cloud.nodes().size());
        targets.put(Target.Kind.NODE_CABLE, cloud.nodes().size());
        cloud.place().ifPresent(place -> {
            targets.put(Target.Kind.DATABASE_CABLE, replicas);
            place.process().ifPresent(process -> targets.put(Target.Kind.DATABASE, 1));
        });
        return new FaultPlan.Targets(targets);
    }

    /** How often each kind has struck. */
    Map<Target.Way, Integer> counts() {
        synchronized (struck) {
            return new EnumMap<>(struck);
        }
    }

    /** Begins with the plan now; returns when every fault is over and mended. */
    void strikeAll(List<Fault> plan) {
        long from = history.now();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            plan.forEach(fault -> each.execute(() -> inTurn(fault, from)));
        }
    }

    private void inTurn(Fault fault, long from) {
        Waiting.rest(Duration.ofMillis(Math.max(0, from + fault.at().toMillis() - history.now())));
        history.tell(fault.toString());
        synchronized (struck) {
            struck.merge(fault.way(), 1, Integer::sum);
        }
        try {
            strike(fault);
            Waiting.rest(fault.lasts());
            mend(fault);
            history.tell(fault.target() + " is back");
        } catch (IOException | RuntimeException failed) {
            history.tell(fault.target() + " could not be mended: " + failed);
        }
    }

    private void strike(Fault fault) {
        switch (fault.way()) {
            case KILL -> process(fault.target()).kill();
            case PAUSE -> process(fault.target()).pause();
            case CUT -> cables(fault.target()).forEach(Cable::cut);
            case SILENCE -> cables(fault.target()).forEach(Cable::silence);
            case SLOW -> cables(fault.target()).forEach(cable -> cable.slow(DELAY));
            case FORGET -> cables(fault.target()).forEach(Cable::forget);
        }
        stopwatch.struck(fault, cloud);
    }

    private void mend(Fault fault) throws IOException {
        switch (fault.way()) {
            case KILL -> {
                process(fault.target()).start();
                if (fault.target().kind() == Target.Kind.DATABASE) {
                    place().awaitAnswer();
                }
            }
            case PAUSE -> process(fault.target()).resume();
            case CUT, SILENCE, SLOW, FORGET -> cables(fault.target()).forEach(Cable::mend);
        }
    }

    private DatabasePlace place() {
        return cloud.place().orElseThrow();
    }

    private Supervised process(Target target) {
        int index = target.number() - 1;
        return switch (target.kind()) {
            case REPLICA -> cloud.replicas().get(index).process();
            case NODE -> cloud.nodes().get(index).process();
            case DATABASE -> place().process().orElseThrow();
            case NODE_CABLE, DATABASE_CABLE, CLIENT_CABLE ->
                throw new IllegalArgumentException(target + " is no process");
        };
    }

    private List<Cable> cables(Target target) {
        int index = target.number() - 1;
        return switch (target.kind()) {
            case NODE_CABLE -> cloud.nodes().get(index).cables();
            case DATABASE_CABLE ->
                cloud.replicas().get(index).databaseCable().stream().toList();
            case CLIENT_CABLE -> cloud.replicas().get(index).clientCables();
            case REPLICA, NODE, DATABASE -> throw new IllegalArgumentException(target + " is no cable");
        };
    }
}
