package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.Json;

/** A query string, decoded as Python's services decode it: in its order, with repeated and empty values. */
record QueryText(List<Map.Entry<String, String>> pairs) {
    static final String INVALID = "Invalid query string parameters: ";

    QueryText {
        pairs = List.copyOf(pairs);
    }

    /** @throws kilonova.gateway.http.HttpFaultException 400 for bytes that are no UTF-8 */
    static QueryText parse(String raw) {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                pairs.add(Map.entry(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        decoded(equals < 0 ? "" : pair.substring(equals + 1))));
            }
        }
        return new QueryText(pairs);
    }

    /** A percent sign that no two digits follow stands for itself. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        var bytes = new ByteArrayOutputStream(text.length());
        byte[] given = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < given.length; i++) {
            int high = i + 2 < given.length ? Character.digit(given[i + 1], 16) : -1;
            int low = i + 2 < given.length ? Character.digit(given[i + 2], 16) : -1;
            if (given[i] == '%' && high >= 0 && low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(given[i] == '+' ? ' ' : given[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw PlacementFault.of(400, INVALID + "'utf-8' codec can't decode the bytes of a value")
                    .raise();
        }
    }

    /** The last value of a name. */
    Optional<String> last(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The first value of a name. */
    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    List<String> all(String name) {
        return pairs.stream()
                .filter(each -> each.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** As schemas see it: of a repeated name only the last value. */
    ObjectNode tree() {
        var tree = Json.object();
        pairs.forEach(each -> tree.put(each.getKey(), each.getValue()));
        return tree;
    }
}
