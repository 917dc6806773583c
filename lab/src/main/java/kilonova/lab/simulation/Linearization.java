package kilonova.lab.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether calls that overlapped in time can be put in one order, each at one moment between its beginning and its end, in
 * which all of their answers are right, for one thing of which only so much can be held. Pure.
 */
final class Linearization {
    /** Never answered: its moment may be any time later. */
    static final long OPEN = Long.MAX_VALUE;

    /** Ways that are tried before the question is left open. */
    private static final int MOST_WAYS = 200_000;

    sealed interface Act {
        /**
         * Some take so much each, together.
         *
         * @param most as many as would have liked to; fewer are right only when there was no room for one more
         */
        record Take(List<String> who, long each, int most) implements Act {
            long amount() {
                return each * who.size();
            }
        }

        /** Somebody who holds some gives all of it back. */
        record Give(String who) implements Act {}

        /** Somebody is seen to hold some. */
        record Seen(String who) implements Act {}

        /** Somebody wants some and is told that so much is held, which is too much for him. */
        record Refused(long wanted, long held) implements Act {}
    }

    /** @param from when it began, {@code until} when its answer was there */
    record Call(long from, long until, Act act) {}

    enum Verdict {
        POSSIBLE,
        IMPOSSIBLE,
        TOO_MANY_WAYS
    }

    private final List<Call> calls;
    private final long capacity;
    private final Set<BitSet> dead = new HashSet<>();
    private final BitSet done = new BitSet();
    private final Map<String, Long> held = new HashMap<>();
    private long total;

    private Linearization(List<Call> calls, long capacity) {
        this.calls = calls.stream()
                .sorted(Comparator.comparingLong(Call::until).thenComparingLong(Call::from))
                .toList();
        this.capacity = capacity;
    }

    static Verdict of(List<Call> calls, long capacity) {
        var search = new Linearization(calls, capacity);
        boolean found = search.goOn();
        return found ? Verdict.POSSIBLE : search.dead.size() >= MOST_WAYS ? Verdict.TOO_MANY_WAYS : Verdict.IMPOSSIBLE;
    }

    /** The shortest part of the history, by the time of the answers, that has no order; empty where all of it has one. */
    static Optional<List<Call>> contradiction(List<Call> calls, long capacity) {
        if (of(calls, capacity) != Verdict.IMPOSSIBLE) {
            return Optional.empty();
        }
        List<Call> byAnswer =
                calls.stream().sorted(Comparator.comparingLong(Call::until)).toList();
        int right = 0;
        int wrong = byAnswer.size();
        while (wrong - right > 1) {
            int middle = (right + wrong) / 2;
            if (of(upTo(byAnswer, middle), capacity) == Verdict.IMPOSSIBLE) {
                wrong = middle;
            } else {
                right = middle;
            }
        }
        return Optional.of(upTo(byAnswer, wrong));
    }

    /** What was answered by then, and what was begun by then without an answer. */
    private static List<Call> upTo(List<Call> byAnswer, int answered) {
        var part = new ArrayList<Call>(byAnswer.subList(0, answered));
        long end = answered == 0 ? 0 : part.getLast().until();
        for (Call later : byAnswer.subList(answered, byAnswer.size())) {
            boolean writes = later.act() instanceof Act.Take || later.act() instanceof Act.Give;
            if (writes && later.from() <= end) {
                part.add(new Call(later.from(), OPEN, later.act()));
            }
        }
        return part;
    }

    /** @return whether what is left has an order, from here on */
    private boolean goOn() {
        BitSet read = readAllThatIsRight();
        boolean found = answered() || branch();
        if (!found) {
            done.andNot(read);
        }
        return found;
    }

    /** What is without an answer need not have happened. */
    private boolean answered() {
        int next = done.nextClearBit(0);
        return next >= calls.size() || calls.get(next).until() == OPEN;
    }

    private boolean branch() {
        if (dead.contains(done) || dead.size() >= MOST_WAYS) {
            return false;
        }
        long before = firstAnswer();
        for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
            Call call = calls.get(i);
            if (call.from() <= before && takes(i, call.act())) {
                return true;
            }
        }
        dead.add((BitSet) done.clone());
        return false;
    }

    private boolean takes(int i, Act act) {
        switch (act) {
            case Act.Take take -> {
                long after = total + take.amount();
                boolean asManyAsFit = take.who().size() == take.most() || after + take.each() > capacity;
                if (after > capacity || !asManyAsFit || take.who().stream().anyMatch(held::containsKey)) {
                    return false;
                }
                take.who().forEach(who -> held.put(who, take.each()));
                total = after;
                done.set(i);
                if (goOn()) {
                    return true;
                }
                done.clear(i);
                total -= take.amount();
                take.who().forEach(held::remove);
                return false;
            }
            case Act.Give(String who) -> {
                Long amount = held.remove(who);
                if (amount == null) {
                    return false;
                }
                total -= amount;
                done.set(i);
                if (goOn()) {
                    return true;
                }
                done.clear(i);
                total += amount;
                held.put(who, amount);
                return false;
            }
            case Act.Seen seen -> {
                return false;
            }
            case Act.Refused refused -> {
                return false;
            }
        }
    }

    /** A look changes nothing: the first moment at which it is right is as good as any. */
    private BitSet readAllThatIsRight() {
        var read = new BitSet();
        boolean more;
        do {
            more = false;
            long before = firstAnswer();
            for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
                Call call = calls.get(i);
                if (call.from() <= before && right(call.act())) {
                    done.set(i);
                    read.set(i);
                    more = true;
                }
            }
        } while (more);
        return read;
    }

    private boolean right(Act act) {
        return switch (act) {
            case Act.Seen(String who) -> held.containsKey(who);
            case Act.Refused(long wanted, long told) -> told == total && total + wanted > capacity;
            case Act.Take take -> false;
            case Act.Give give -> false;
        };
    }

    /** Of what is left: nothing that began after this answer can come before it. */
    private long firstAnswer() {
        int next = done.nextClearBit(0);
        return next < calls.size() ? calls.get(next).until() : OPEN;
    }
}
