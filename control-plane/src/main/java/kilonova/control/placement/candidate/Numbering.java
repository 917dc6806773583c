package kilonova.control.placement.candidate;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives each name a small number of its own, for good. */
final class Numbering {
    private final ConcurrentMap<String, Integer> numbers = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    int of(String name) {
        Integer known = numbers.get(name);
        return known != null ? known : numbers.computeIfAbsent(name, _ -> next.getAndIncrement());
    }

    /** The number of a name, if anybody was given one. */
    int known(String name) {
        return numbers.getOrDefault(name, -1);
    }

    int[] of(Collection<String> names) {
        return names.stream().mapToInt(this::of).toArray();
    }

    /** Of names that somebody has; the others are nobody's and left out. */
    long[] bits(Collection<String> names) {
        return Bits.of(names.stream()
                .mapToInt(this::known)
                .filter(number -> number >= 0)
                .toArray());
    }
}
