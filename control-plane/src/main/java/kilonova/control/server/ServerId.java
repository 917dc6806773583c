package kilonova.control.server;

import java.util.UUID;
import java.util.regex.Pattern;
import kilonova.control.operation.Subject;
import kilonova.kernel.Problem;

/** Names one server. */
public record ServerId(UUID value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** @throws kilonova.kernel.ProblemException NotFound: what is no id names no server */
    public static ServerId parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new Problem.NotFound("server", text).raise();
        }
        return new ServerId(UUID.fromString(text));
    }

    Subject subject() {
        return Subject.server(toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
