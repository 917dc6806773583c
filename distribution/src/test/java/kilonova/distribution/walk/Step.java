package kilonova.distribution.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request and its answer:
 *
 * <pre>
 * # What it shows.
 * demo POST image /v2/images
 * {"name": "disk"}
 * 201 {"name": "disk", "status": "queued"}
 * keep IMAGE /id
 * </pre>
 *
 * The body and what is expected of the answer may be left out; an object that is expected may have more fields.
 */
record Step(
        String shows,
        String user,
        String method,
        String face,
        String path,
        String body,
        int status,
        String expected,
        Optional<Keep> keep) {

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
        String body = "";
        String answer = "";
        Optional<Keep> keep = Optional.empty();
        for (String line : lines.subList(2, lines.size())) {
            if (line.startsWith("keep ")) {
                String[] words = line.split("\\s+");
                keep = Optional.of(new Keep(words[1], words[2]));
            } else if (line.matches("\\d{3}( .*)?")) {
                answer = line;
            } else {
                body = line;
            }
        }
        return new Step(
                shows,
                request[0],
                request[1],
                request[2],
                request[3],
                body,
                Integer.parseInt(answer.substring(0, 3)),
                answer.substring(3).strip(),
                keep);
    }
}
