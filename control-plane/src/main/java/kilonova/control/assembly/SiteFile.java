package kilonova.control.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kilonova.control.scheduling.SchedulerSettings;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What an operator settles for a whole cloud, read from its {@code settings.yaml} once, at the start: a map from setting to
 * value, nested or with dots.
 *
 * @param scheduler {@code scheduler.enabled_filters}: a list of Nova's names of filters, or one text with commas between
 */
public record SiteFile(SchedulerSettings scheduler) {
    private static final String FILTERS = "scheduler.enabled_filters";
    private static final int MAX_CODE_POINTS = 1_000_000;

    /** Nothing is settled: everything is as usual. */
    public static SiteFile none() {
        return new SiteFile(SchedulerSettings.USUAL);
    }

    /**
     * The file's settings; what it leaves out is as usual, as is everything where there is no file.
     *
     * @throws IllegalArgumentException when it cannot be read, naming the file and all that is wrong in it
     */
    public static SiteFile read(Path file) {
        if (!Files.exists(file)) {
            return none();
        }
        try {
            return parse(Files.readString(file));
        } catch (IOException | IllegalArgumentException | YAMLException wrong) {
            throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    static SiteFile parse(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setCodePointLimit(MAX_CODE_POINTS);
        var said = new TreeMap<String, Object>();
        flatten("", new Yaml(new SafeConstructor(options)).load(text), said);
        var scheduler = said.containsKey(FILTERS)
                ? SchedulerSettings.of(names(FILTERS, said.remove(FILTERS)))
                : SchedulerSettings.USUAL;
        if (!said.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown: " + String.join(", ", said.keySet()) + " (expected: " + FILTERS + ")");
        }
        return new SiteFile(scheduler);
    }

    private static void flatten(
            String prefix, @org.jspecify.annotations.Nullable Object value, Map<String, Object> found) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> flatten(prefix.isEmpty() ? "" + key : prefix + "." + key, each, found));
        } else if (prefix.isEmpty() && value != null) {
            throw new IllegalArgumentException("not a map from setting to value");
        } else if (!prefix.isEmpty()) {
            found.put(prefix, value == null ? List.of() : value);
        }
    }

    private static List<String> names(String setting, Object value) {
        return switch (value) {
            case String text ->
                Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
            case List<?> list -> {
                var names = new ArrayList<String>();
                list.forEach(each -> names.add(String.valueOf(each)));
                yield names;
            }
            case Object other ->
                throw new IllegalArgumentException(setting + ": " + other + " (expected: a list of names)");
        };
    }
}
