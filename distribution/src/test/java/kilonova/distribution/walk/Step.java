package kilonova.distribution.walk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request and its answer:
 *
 * <pre>
 * # What it shows.
 * demo POST image /v2/images
 * > Content-Type: application/json
 * {"name": "disk"}
 * 201 {"name": "disk", "status": "queued"}
 * says Location: /v2/images/
 * lacks /checksum_of_old
 * keep IMAGE /id
 * </pre>
 *
 * Headers, the body and what is expected of the answer may be left out; an object that is expected may have more fields.
 * {@code at 2.37} asks for that microversion of the compute API, and wants it named in the answer; {@code soon} asks again
 * until the answer is the expected one. The user may be {@code nobody}, who has no token, or {@code token ...} for a token
 * of one's own. {@code without NAME} says that the answer has no such header. Answers of Placement are compared whole, but for
 * the order of lists; a text that ends with an ellipsis is the beginning of what is expected, and one
 * that is no more than that stands for anything.
 */
record Step(
        String shows,
        String user,
        String method,
        String face,
        String path,
        Map<String, String> headers,
        String body,
        int status,
        String expected,
        Map<String, String> says,
        List<String> lacks,
        List<String> without,
        boolean soon,
        Optional<Keep> keep) {
    private static final String VERSION = "OpenStack-API-Version";
    private static final String PLACEMENT = "placement";

    /** Later steps say {@code ${name}} for what lies at the JSON pointer. */
    record Keep(String name, String pointer) {}

    static List<Step> parse(String text) {
        var steps = new ArrayList<Step>();
        for (String block : text.strip().split("\n\\s*\n")) {
            steps.add(one(block.strip().lines().toList()));
        }
        return steps;
    }

    private static Step one(List<String> lines) {
        String shows = lines.getFirst().replaceFirst("^#\\s*", "");
        String[] request = lines.get(1).split("\\s+", 4);
        var headers = new LinkedHashMap<String, String>();
        var says = new LinkedHashMap<String, String>();
        var lacks = new ArrayList<String>();
        var without = new ArrayList<String>();
        String body = "";
        String answer = "";
        boolean soon = false;
        Optional<Keep> keep = Optional.empty();
        for (String line : lines.subList(2, lines.size())) {
            String[] words = line.split("\\s+", 3);
            if (line.startsWith("keep ")) {
                keep = Optional.of(new Keep(words[1], words[2]));
            } else if (line.startsWith("> ")) {
                header(line.substring(2), headers);
            } else if (line.startsWith("says ")) {
                header(line.substring(5), says);
            } else if (line.startsWith("at ")) {
                String service = request[2].equals(PLACEMENT) ? PLACEMENT : "compute";
                headers.put(VERSION, service + " " + words[1]);
                says.put(VERSION, service + " " + (words[1].equals("latest") ? "" : words[1]));
            } else if (line.startsWith("without ")) {
                without.add(words[1]);
            } else if (line.startsWith("lacks ")) {
                lacks.add(words[1]);
            } else if (line.equals("soon")) {
                soon = true;
            } else if (line.matches("\\d{3}( .*)?")) {
                answer = line;
            } else {
                body = line;
            }
        }
        if (answer.startsWith("401")) {
            says.remove(VERSION);
        }
        return new Step(
                shows,
                request[0],
                request[1],
                request[2],
                request[3],
                headers,
                body,
                Integer.parseInt(answer.substring(0, 3)),
                answer.substring(3).strip(),
                says,
                lacks,
                without,
                soon,
                keep);
    }

    /** Whether the answer must be the expected one and no more. */
    boolean whole() {
        return face.equals(PLACEMENT);
    }

    private static void header(String line, Map<String, String> into) {
        String[] parts = line.split(":\\s*", 2);
        into.put(parts[0], parts[1]);
    }
}
