package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether two documents have the same members and types; values may differ, and null goes with every type. */
final class Shape {
    /** Objects whose members are data, not names. */
    private static final Set<String> FREE = Set.of(
            "meta",
            "metadata",
            "extra_specs",
            "properties",
            "addresses",
            "scheduler_hints",
            "hosts",
            "cpu_info",
            "topology");

    private Shape() {}

    /** The places where they differ; empty when the shapes are the same. */
    static List<String> differences(JsonNode sample, JsonNode ours) {
        var found = new ArrayList<String>();
        compare("", "", sample, ours, found);
        return found;
    }

    private static void compare(String path, String name, JsonNode sample, JsonNode ours, List<String> found) {
        if (sample.isNull() || ours.isNull()) {
            return;
        }
        if (sample.getNodeType() != ours.getNodeType()) {
            found.add(path + ": sample " + sample.getNodeType() + ", ours " + ours.getNodeType());
        } else if (sample.isArray()) {
            if (!sample.isEmpty() && !ours.isEmpty()) {
                compare(path + "[]", name, sample.get(0), ours.get(0), found);
            } else if (!sample.isEmpty()) {
                found.add(path + ": ours is empty");
            }
        } else if (sample.isObject() && !FREE.contains(name)) {
            members(path, sample, ours, found);
        }
    }

    private static void members(String path, JsonNode sample, JsonNode ours, List<String> found) {
        var names = new TreeSet<String>();
        sample.fieldNames().forEachRemaining(names::add);
        ours.fieldNames().forEachRemaining(names::add);
        for (String each : names) {
            if (!sample.has(each)) {
                found.add(path + "/" + each + ": only ours");
            } else if (!ours.has(each)) {
                found.add(path + "/" + each + ": only the sample's");
            } else {
                compare(path + "/" + each, each, sample.get(each), ours.get(each), found);
            }
        }
    }
}
