package kilonova.control.placement;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Amounts by resource class, sorted. Packed as {@code DISK_GB=1;MEMORY_MB=512;VCPU=1}. Zero amounts are left out. */
public record Resources(Map<String, Long> amounts) {
    public static final Resources NONE = new Resources(Map.of());

    public Resources {
        var sorted = new TreeMap<String, Long>();
        amounts.forEach((resource, amount) -> {
            if (amount < 0) {
                throw new IllegalArgumentException(resource + ": " + amount + " (expected: 0 or more)");
            }
            if (amount > 0) {
                sorted.put(resource, amount);
            }
        });
        amounts = Collections.unmodifiableMap(sorted);
    }

    public long of(String resource) {
        return amounts.getOrDefault(resource, 0L);
    }

    public Resources plus(Resources other) {
        var sum = new TreeMap<>(amounts);
        other.amounts.forEach((resource, amount) -> sum.merge(resource, amount, Long::sum));
        return new Resources(sum);
    }

    public Resources times(long times) {
        var product = new TreeMap<>(amounts);
        product.replaceAll((resource, amount) -> amount * times);
        return new Resources(product);
    }

    /** Never below zero: what was not held cannot be given back. */
    public Resources minus(Resources other) {
        var rest = new TreeMap<>(amounts);
        other.amounts.forEach(
                (resource, amount) -> rest.computeIfPresent(resource, (key, held) -> Math.max(0, held - amount)));
        return new Resources(rest);
    }

    public String pack() {
        var text = new StringBuilder();
        amounts.forEach((resource, amount) -> text.append(text.isEmpty() ? "" : ";")
                .append(resource)
                .append('=')
                .append(amount));
        return text.toString();
    }

    public static Resources unpack(String text) {
        var amounts = new TreeMap<String, Long>();
        for (String each : text.split(";", 0)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                amounts.put(each.substring(0, equals), Long.parseLong(each.substring(equals + 1)));
            }
        }
        return new Resources(amounts);
    }
}
