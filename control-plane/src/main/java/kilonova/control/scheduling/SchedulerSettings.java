package kilonova.control.scheduling;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a site says of scheduling.
 *
 * @param enabledFilters the filters that hosts must pass (Nova's {@code [filter_scheduler]enabled_filters}); a hint whose
 *     filter is not among them is kept and shown, and changes nothing
 */
public record SchedulerSettings(Set<Filter> enabledFilters) {
    /** Nova's default as far as it is built, and the filters of hints that any user may be granted. */
    public static final SchedulerSettings USUAL = new SchedulerSettings(EnumSet.complementOf(EnumSet.of(Filter.JSON)));

    public SchedulerSettings {
        enabledFilters = Set.copyOf(enabledFilters);
    }

    /**
     * These filters, by Nova's names.
     *
     * @throws IllegalArgumentException naming every filter that there is none of, and those that there are
     */
    public static SchedulerSettings of(List<String> names) {
        var unknown = new TreeSet<>(names);
        var filters = EnumSet.noneOf(Filter.class);
        for (String name : names) {
            Filter.named(name).ifPresent(filter -> {
                filters.add(filter);
                unknown.remove(name);
            });
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("scheduler.enabled_filters: no filter " + String.join(", ", unknown)
                    + " (expected: "
                    + Arrays.stream(Filter.values()).map(Filter::novaName).collect(Collectors.joining(", ")) + ")");
        }
        return new SchedulerSettings(filters);
    }

    boolean enables(Filter filter) {
        return enabledFilters.contains(filter);
    }
}
