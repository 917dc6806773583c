package kilonova.control.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A site's own rules, read from its {@code policy.yaml}: a map from rule to check, each text or the older list of lists.
 * JSON is YAML, so the {@code policy.json} of older sites loads too.
 */
public record PolicyFile(Map<String, Object> checks) {
    /** A policy file larger than this is a mistake. */
    private static final int MAX_CODE_POINTS = 3_000_000;

    /**
     * @param checks by rule, in the file's order
     */
    public PolicyFile {
        checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
    }

    /** No site rules: the book as shipped. */
    public static PolicyFile none() {
        return new PolicyFile(Map.of());
    }

    /** @throws IllegalArgumentException when it cannot be read, naming file and line */
    public static PolicyFile read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException away) {
            throw new IllegalArgumentException("policy_file: " + file + " cannot be read (" + away + ")", away);
        }
    }

    static PolicyFile parse(String text, String origin) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setCodePointLimit(MAX_CODE_POINTS);
        Object loaded;
        try {
            loaded = new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException broken) {
            throw new IllegalArgumentException("policy_file: " + origin + ": " + broken.getMessage(), broken);
        }
        if (loaded == null) {
            return none();
        }
        if (!(loaded instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("policy_file: " + origin + " (expected: lines of \"rule\": \"check\")");
        }
        var checks = new LinkedHashMap<String, Object>();
        List<String> faults = new ArrayList<>();
        map.forEach((name, check) -> {
            if (check instanceof String || check instanceof List<?>) {
                checks.put(String.valueOf(name), check);
            } else {
                faults.add("rule " + name + ": " + check + " (expected: text or a list)");
            }
        });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("policy_file: " + origin + ": " + String.join("; ", faults));
        }
        return new PolicyFile(checks);
    }
}
