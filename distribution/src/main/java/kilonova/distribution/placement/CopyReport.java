package kilonova.distribution.placement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a copy came to. */
public final class CopyReport {
    private final Map<String, Integer> made = new LinkedHashMap<>();
    private final Map<String, Integer> equal = new LinkedHashMap<>();
    private final List<String> conflicts = new ArrayList<>();

    void made(String kind) {
        made.merge(kind, 1, Integer::sum);
    }

    void equal(String kind) {
        equal.merge(kind, 1, Integer::sum);
    }

    void conflict(String words) {
        conflicts.add(words);
    }

    public List<String> conflicts() {
        return List.copyOf(conflicts);
    }

    /** How many were written, were there already, and could not be: one line. */
    public String summary() {
        return "written: " + words(made) + "; there already: " + words(equal) + "; conflicts: " + conflicts.size();
    }

    private static String words(Map<String, Integer> counts) {
        var words = new ArrayList<String>();
        counts.forEach((kind, count) ->
                words.add(count + " " + (count == 1 ? kind : kind.endsWith("s") ? kind + "es" : kind + "s")));
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }
}
