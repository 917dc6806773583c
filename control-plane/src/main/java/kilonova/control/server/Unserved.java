package kilonova.control.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Pure. What a flavor or an image asks of a host that no host here can do: pinned processors, guest NUMA, huge pages,
 * encrypted memory, devices handed through. Nova's scheduler finds no host for it either where none has it; running the
 * guest without would pass over what was paid for.
 */
final class Unserved {
    private static final List<String> ANY_PAGES = List.of("any", "small");
    private static final List<String> NO = List.of("0", "f", "false", "off", "n", "no");

    private Unserved() {}

    /** The first such wish, as {@code key=value}; an image writes {@code hw_cpu_policy} for {@code hw:cpu_policy}. */
    static Optional<String> of(Map<String, String> extraSpecs, Map<String, String> properties) {
        return first(extraSpecs, ":").or(() -> first(properties, "_"));
    }

    private static Optional<String> first(Map<String, String> wishes, String mark) {
        return new TreeMap<>(wishes)
                .entrySet().stream()
                        .filter(wish -> unserved(wish.getKey(), wish.getValue(), mark))
                        .map(wish -> wish.getKey() + "=" + wish.getValue())
                        .findFirst();
    }

    private static boolean unserved(String key, String value, String mark) {
        if (!key.startsWith("hw" + mark)) {
            return mark.equals(":")
                    && List.of("pci_passthrough:alias", "accel:device_profile").contains(key);
        }
        return switch (key.substring(3)) {
            case "cpu_policy" -> !value.equals("shared");
            case "mem_page_size" -> !ANY_PAGES.contains(value);
            case "numa_nodes" -> !value.equals("1");
            case "cpu_realtime", "mem_encryption" -> !NO.contains(value.toLowerCase(Locale.ROOT));
            case "cpu_dedicated_mask", "emulator_threads_policy", "tpm_version", "pmem" -> true;
            default -> false;
        };
    }
}
