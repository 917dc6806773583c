package kilonova.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compiled schema: its keywords in the order in which it lists them. */
public final class Schema {
    private final Check[] checks;
    private final JsonNode source;
    private final boolean open;

    /** One keyword's rule; null when the value keeps it. Null and not Optional, for this is run for every value. */
    interface Check {
        @Nullable
        Violation of(JsonNode value);
    }

    private Schema(JsonNode source, Check[] checks) {
        this.source = source;
        this.checks = checks;
        this.open = source.path("additionalProperties").asBoolean(true);
    }

    /** Compiles a schema that refuses what it does not list. */
    public static Schema compile(JsonNode source) {
        return compile(source, Strictness.REFUSE);
    }

    /**
     * Compiles a schema.
     *
     * @throws IllegalArgumentException for a keyword that is not known here
     */
    public static Schema compile(JsonNode source, Strictness strictness) {
        return new Schema(source, Keywords.checks(source, strictness));
    }

    /** What is done with properties that a schema does not list and does not allow. */
    public enum Strictness {
        REFUSE,
        /** Takes them out of the document that is checked: how the legacy API was. */
        DROP
    }

    /** The first violation, in the order of the schema's keywords; empty when the document is valid. */
    public Optional<Violation> check(JsonNode document) {
        return Optional.ofNullable(first(document));
    }

    /** Whether the schema lets properties pass that it does not list. */
    public boolean open() {
        return open;
    }

    JsonNode source() {
        return source;
    }

    @Nullable
    Violation first(JsonNode value) {
        for (Check check : checks) {
            Violation found = check.of(value);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
