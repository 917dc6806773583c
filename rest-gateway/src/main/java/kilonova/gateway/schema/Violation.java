package kilonova.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The first thing that is wrong with a document.
 *
 * @param path property names and array places that lead to the value, from the root
 * @param value the value that is wrong
 * @param message what is wrong with it, as Python's validator says it
 * @param sentence whether the message stands for itself and names no field
 */
public record Violation(Deque<Object> path, JsonNode value, String message, boolean sentence) {

    static Violation of(JsonNode value, String message) {
        return new Violation(new ArrayDeque<>(), value, message, false);
    }

    static Violation sentence(JsonNode value, String message) {
        return new Violation(new ArrayDeque<>(), value, message, true);
    }

    Violation under(Object step) {
        path.addFirst(step);
        return this;
    }

    /** What the caller of the API reads when this is wrong in a body. */
    public String inBody() {
        return sentence || path.isEmpty() ? message : told("field/attribute", path.getLast());
    }

    /** What the caller of the API reads when this is wrong in a query. */
    public String inQuery() {
        return sentence || path.isEmpty() ? message : told("query parameters", path.getFirst());
    }

    /** Where it is, as Python writes it: {@code ['inventories']['VCPU'][0]}; empty for the document itself. */
    public String instance() {
        var text = new StringBuilder();
        for (Object step : path) {
            text.append('[')
                    .append(step instanceof String name ? PythonText.repr(name) : step)
                    .append(']');
        }
        return text.toString();
    }

    private String told(String what, Object name) {
        return "Invalid input for " + what + " " + name + ". Value: " + PythonText.str(value) + ". " + message;
    }
}
