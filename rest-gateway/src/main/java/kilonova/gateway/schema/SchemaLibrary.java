package kilonova.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import kilonova.gateway.http.Json;
import kilonova.gateway.schema.Schema.Strictness;

/**
 * Schemas by name: {@code group.key} is key {@code key} of the resource {@code group.json} in one folder. Read and compiled
 * at first use, then kept.
 */
public final class SchemaLibrary {
    private final String folder;
    private final ConcurrentMap<String, JsonNode> groups = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Schema> strict = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Schema> lenient = new ConcurrentHashMap<>();

    /** {@code folder} is a resource path that ends without a slash. */
    public SchemaLibrary(String folder) {
        this.folder = folder;
    }

    /**
     * The schema of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Schema get(String name, Strictness strictness) {
        var compiled =
                switch (strictness) {
                    case REFUSE -> strict;
                    case DROP -> lenient;
                };
        Schema known = compiled.get(name);
        return known != null ? known : compiled.computeIfAbsent(name, n -> Schema.compile(source(n), strictness));
    }

    private JsonNode source(String name) {
        int dot = name.indexOf('.');
        JsonNode group = groups.computeIfAbsent(name.substring(0, dot), this::read);
        if (group.get(name.substring(dot + 1)) instanceof JsonNode schema) {
            return schema;
        }
        throw new IllegalArgumentException("schema " + name + ": not in " + folder);
    }

    private JsonNode read(String group) {
        String path = folder + "/" + group + ".json";
        try (var in = SchemaLibrary.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("schemas " + path + ": not there");
            }
            return Json.parse(in.readAllBytes()).orElseThrow(() -> new IllegalStateException(path + ": not JSON"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
