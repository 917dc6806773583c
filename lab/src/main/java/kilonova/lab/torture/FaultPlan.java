package kilonova.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Which faults strike, and when. The seed decides everything; the longer plan of a seed begins as the shorter one does. Kinds
 * of faults are dealt like cards, so that each strikes before one strikes again; several are going on at once, never two of
 * the same target.
 */
final class FaultPlan {
    private static final int SHORTEST_GAP_MILLIS = 1_500;
    private static final int LONGEST_GAP_MILLIS = 4_500;
    /** What whoever was struck gets to come back before it is struck again. */
    private static final Duration RESPITE = Duration.ofSeconds(8);
    /** Beyond this, a host that is away is held to be down. */
    private static final Duration LONG = Duration.ofSeconds(12);

    /** How many there are of each kind of target; what is missing is never struck. */
    record Targets(Map<Target.Kind, Integer> count) {
        Targets {
            count = Map.copyOf(count);
        }

        int of(Target.Kind kind) {
            return count.getOrDefault(kind, 0);
        }
    }

    private record Card(Target.Kind kind, Target.Way way) {}

    private final Targets targets;
    private final Random random;
    private final List<Card> deck = new ArrayList<>();
    private final Map<String, Duration> busyUntil = new HashMap<>();

    private FaultPlan(long seed, Targets targets) {
        this.targets = targets;
        this.random = new Random(seed);
    }

    /** The faults that begin within that time, in the order in which they do. */
    static List<Fault> of(long seed, Duration time, Targets targets) {
        return new FaultPlan(seed, targets).until(time);
    }

    private List<Fault> until(Duration time) {
        var faults = new ArrayList<Fault>();
        Duration at = Duration.ofMillis(SHORTEST_GAP_MILLIS);
        while (at.compareTo(time) < 0) {
            next(at).ifPresent(faults::add);
            at = at.plusMillis(random.nextInt(SHORTEST_GAP_MILLIS, LONGEST_GAP_MILLIS));
        }
        return List.copyOf(faults);
    }

    private Optional<Fault> next(Duration at) {
        if (deck.isEmpty()) {
            shuffle();
        }
        for (Card card : List.copyOf(deck)) {
            Optional<Target> target = idle(card.kind(), at);
            if (target.isPresent()) {
                deck.remove(card);
                var fault = new Fault(at, target.get(), card.way(), lasting(card, random));
                busyUntil.put(place(target.get()), fault.end().plus(RESPITE));
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    private void shuffle() {
        for (Target.Kind kind : Target.Kind.values()) {
            if (targets.of(kind) > 0) {
                kind.ways().forEach(way -> deck.add(new Card(kind, way)));
            }
        }
        Collections.shuffle(deck, random);
    }

    private Optional<Target> idle(Target.Kind kind, Duration at) {
        int first = random.nextInt(targets.of(kind));
        for (int i = 0; i < targets.of(kind); i++) {
            var target = new Target(kind, 1 + (first + i) % targets.of(kind));
            if (busyUntil.getOrDefault(place(target), Duration.ZERO).compareTo(at) <= 0) {
                return Optional.of(target);
            }
        }
        return Optional.empty();
    }

    /** A process and its cables are struck apart from each other: what came of which fault stays readable. */
    private static String place(Target target) {
        return switch (target.kind()) {
            case NODE, NODE_CABLE -> "node " + target.number();
            case REPLICA, CLIENT_CABLE -> "replica " + target.number();
            case DATABASE -> "database";
            case DATABASE_CABLE -> "cable " + target.number();
        };
    }

    private static Duration lasting(Card card, RandomGenerator random) {
        return switch (card.kind()) {
            case REPLICA -> millis(random, card.way() == Target.Way.KILL ? 0 : 1_000, 5_000);
            case DATABASE -> millis(random, 0, 4_000);
            case CLIENT_CABLE -> millis(random, 300, 4_000);
            case DATABASE_CABLE -> millis(random, 500, 6_000);
            case NODE, NODE_CABLE ->
                random.nextBoolean() ? millis(random, 200, 4_000) : LONG.plus(millis(random, 0, 4_000));
        };
    }

    private static Duration millis(RandomGenerator random, int least, int most) {
        return Duration.ofMillis(random.nextInt(least, most));
    }
}
