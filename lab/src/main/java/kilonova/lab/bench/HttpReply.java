package kilonova.lab.bench;

import java.util.Map;
import java.util.Optional;

/**
 * A whole answer.
 *
 * @param headers by lower-case name
 * @param text the body, one character for each byte: enough for the ASCII that a benchmark looks at
 */
record HttpReply(int status, Map<String, String> headers, String text) {
    HttpReply {
        headers = Map.copyOf(headers);
    }

    Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }
}
