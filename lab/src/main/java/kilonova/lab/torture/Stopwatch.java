package kilonova.lab.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures how long a cloud takes to get over what strikes it, on threads of its own. */
final class Stopwatch {
    /** A host that is away for less need not be missed. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(12);

    private final HostSightings sightings;
    private final History history;
    private final List<Duration> resumed = new ArrayList<>();
    private final List<Duration> missed = new ArrayList<>();

    Stopwatch(HostSightings sightings, History history) {
        this.sightings = sightings;
        this.history = history;
    }

    /** A fault has struck. Does not wait. */
    void struck(Fault fault, TorturedCloud cloud) {
        switch (fault.target().kind()) {
            case REPLICA -> {
                if (fault.way() == Target.Way.KILL && cloud.place().isPresent()) {
                    Thread.ofVirtual()
                            .start(() -> resumption(
                                    cloud.replicas().get(fault.target().number() - 1), cloud));
                }
            }
            case NODE, NODE_CABLE -> {
                if (isAway(fault.way()) && fault.lasts().compareTo(LONG_ENOUGH) >= 0) {
                    Thread.ofVirtual()
                            .start(() ->
                                    silence(cloud.nodes().get(fault.target().number() - 1), fault.lasts()));
                }
            }
            case DATABASE, DATABASE_CABLE, CLIENT_CABLE -> {
                // What they delay is in the times to ACTIVE.
            }
        }
    }

    private static boolean isAway(Target.Way way) {
        return switch (way) {
            case KILL, PAUSE, CUT, SILENCE -> true;
            case SLOW, FORGET -> false;
        };
    }

    private void resumption(ReplicaProcess replica, TorturedCloud cloud) {
        try {
            new Resumption(cloud.place().orElseThrow(), replica.id().toString())
                    .measure()
                    .ifPresent(measured -> {
                        note(resumed, measured.all());
                        history.tell("the " + measured.operations() + " operations of " + replica + " go on, "
                                + Moment.seconds(measured.all()) + " after its death");
                    });
        } catch (IOException unreadable) {
            history.tell("how long the operations of " + replica + " stood still is unknown: " + unreadable);
        }
    }

    private void silence(NodeMachine node, Duration lasts) {
        sightings
                .until(false, node.hosts(), lasts)
                .ifPresentOrElse(
                        time -> {
                            note(missed, time);
                            history.tell("the hosts of node " + node.number() + " are seen to be down, "
                                    + Moment.seconds(time) + " after");
                        },
                        () -> history.tell("the hosts of node " + node.number()
                                + " were not seen to be down while they were away"));
    }

    private static void note(List<Duration> times, Duration time) {
        synchronized (times) {
            times.add(time);
        }
    }

    /** The longest time from the death of a replica until all its operations moved again; empty when none was measured. */
    Optional<Duration> longestResumption() {
        return longest(resumed);
    }

    /** The longest time until a host that was away was held to be down; empty when none was measured. */
    Optional<Duration> longestMissing() {
        return longest(missed);
    }

    private static Optional<Duration> longest(List<Duration> times) {
        synchronized (times) {
            return times.stream().max(Duration::compareTo);
        }
    }
}
