package kilonova.control.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import kilonova.control.scheduling.Hints;
import kilonova.control.store.Json;
import kilonova.kernel.Problem;

/**
 * Pure. What a creator hints at to the scheduler: one JSON object, kept as it was said. A group must be there, and here
 * are none; what names servers names them by id. Which hints mean something is for the scheduler's settings to say; those
 * that nobody knows are kept and shown.
 */
final class SchedulerHints {
    private static final String FIELD = "scheduler_hints";
    private static final int MAX = 65_535;
    private static final List<String> SERVERS = List.of("different_host", "same_host");
    private static final String NEAR = "build_near_host_ip";
    private static final List<String> TEXTS = List.of(NEAR, "cidr", "target_cell");

    private SchedulerHints() {}

    /** @throws kilonova.kernel.ProblemException Invalid, naming the hint */
    static String sound(String said) {
        if (said.isEmpty()) {
            return said;
        }
        if (said.length() > MAX) {
            throw invalid("more than " + MAX + " characters");
        }
        JsonNode hints = read(said);
        if (!hints.isObject()) {
            throw invalid("not one JSON object");
        }
        if (hints.has("group")) {
            throw invalid("Instance group " + hints.path("group").asText() + " could not be found.");
        }
        for (String name : SERVERS) {
            JsonNode servers = hints.path(name);
            if (servers.isArray()) {
                servers.forEach(each -> requireId(name, each));
            } else if (!servers.isMissingNode()) {
                requireId(name, servers);
            }
        }
        for (String name : TEXTS) {
            if (hints.has(name) && !hints.path(name).isTextual()) {
                throw invalid(name + ": " + hints.path(name) + " is no text");
            }
        }
        return said;
    }

    /** Those of the sound hints that the scheduler knows. */
    static Hints known(String sound) {
        if (sound.isEmpty()) {
            return Hints.NONE;
        }
        JsonNode hints = read(sound);
        JsonNode query = hints.path("query");
        return new Hints(
                servers(hints.path("same_host")),
                servers(hints.path("different_host")),
                hints.path(NEAR).asText(),
                hints.path("cidr").asText(),
                query.isTextual() ? query.asText() : query.isMissingNode() ? "" : query.toString());
    }

    /** One id, or a list of them. */
    private static List<String> servers(JsonNode said) {
        if (said.isArray()) {
            var all = new ArrayList<String>(said.size());
            said.forEach(each -> all.add(canonical(each)));
            return all;
        }
        return said.isMissingNode() ? List.of() : List.of(canonical(said));
    }

    private static String canonical(JsonNode id) {
        return UUID.fromString(id.asText()).toString();
    }

    private static JsonNode read(String said) {
        try {
            return Json.read(said, JsonNode.class);
        } catch (IllegalStateException broken) {
            throw invalid("not one JSON object");
        }
    }

    private static void requireId(String name, JsonNode server) {
        try {
            UUID.fromString(server.asText());
        } catch (IllegalArgumentException malformed) {
            throw invalid(name + ": '" + server.asText() + "' is no id of a server");
        }
    }

    private static RuntimeException invalid(String why) {
        return new Problem.Invalid(FIELD, why).raise();
    }
}
