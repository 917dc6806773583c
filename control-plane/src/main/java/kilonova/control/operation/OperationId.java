package kilonova.control.operation;

import java.util.UUID;
import kilonova.kernel.Problem;

/** Names one operation. */
public record OperationId(UUID value) {

    /** The id within {@code operations/ID}, or alone. */
    public static OperationId parse(String text) {
        String id = text.startsWith("operations/") ? text.substring("operations/".length()) : text;
        try {
            return new OperationId(UUID.fromString(id));
        } catch (IllegalArgumentException malformed) {
            throw new Problem.NotFound("operation", text).raise();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
