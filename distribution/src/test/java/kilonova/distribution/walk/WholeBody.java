package kilonova.distribution.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.TreeMap;

/** Compares a body with all of what is expected, in which lists have no order and an ellipsis ends the beginning of a text. */
final class WholeBody {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ELLIPSIS = "\u2026";

    private WholeBody() {}

    static void require(String expected, String body) throws Exception {
        if (expected.isEmpty()) {
            return;
        }
        JsonNode wanted = JSON.readTree(expected);
        JsonNode given = cut(wanted, JSON.readTree(body));
        assertThat(sorted(given).toPrettyString()).isEqualTo(sorted(wanted).toPrettyString());
    }

    /** What was given, with each text cut to the beginning that is expected of it. */
    private static JsonNode cut(JsonNode wanted, JsonNode given) {
        if (wanted.isTextual() && wanted.textValue().equals(ELLIPSIS) && !given.isMissingNode()) {
            return wanted;
        }
        if (wanted.isTextual() && wanted.textValue().endsWith(ELLIPSIS) && given.isTextual()) {
            String beginning =
                    wanted.textValue().substring(0, wanted.textValue().length() - 1);
            return given.textValue().startsWith(beginning) ? wanted : given;
        }
        if (wanted.isArray() && given.isArray()) {
            ArrayNode cut = JSON.createArrayNode();
            for (int i = 0; i < given.size(); i++) {
                cut.add(i < wanted.size() ? cut(wanted.path(i), given.path(i)) : given.path(i));
            }
            return cut;
        }
        if (wanted.isObject() && given.isObject()) {
            ObjectNode cut = JSON.createObjectNode();
            given.properties()
                    .forEach(each -> cut.set(each.getKey(), cut(wanted.path(each.getKey()), each.getValue())));
            return cut;
        }
        return given;
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            var elements = new ArrayList<JsonNode>();
            node.forEach(each -> elements.add(sorted(each)));
            elements.sort((one, other) -> one.toString().compareTo(other.toString()));
            return JSON.createArrayNode().addAll(elements);
        }
        if (node.isObject()) {
            var members = new TreeMap<String, JsonNode>();
            node.properties().forEach(each -> members.put(each.getKey(), sorted(each.getValue())));
            ObjectNode sorted = JSON.createObjectNode();
            members.forEach(sorted::set);
            return sorted;
        }
        return node.isTextual() ? TextNode.valueOf(node.textValue()) : node;
    }
}
