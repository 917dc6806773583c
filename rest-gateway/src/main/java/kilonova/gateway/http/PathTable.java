package kilonova.gateway.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What lies at each path. A pattern is slash-separated; a segment in braces takes any one segment and names it. A literal
 * segment wins over a variable one.
 */
public final class PathTable<T> {
    private final Node<T> root = new Node<>();

    /** What was found, and what the variables of its pattern stand for. */
    public record Match<T>(T value, Map<String, String> variables) {}

    /** Puts a value at a pattern; two patterns that differ only in the names of variables are the same place. */
    public void put(String pattern, T value) {
        Node<T> node = root;
        var names = new ArrayList<String>();
        for (String segment : segments(pattern)) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                if (node.variable == null) {
                    node.variable = new Node<>();
                }
                node = node.variable;
            } else {
                node = node.literals.computeIfAbsent(segment, s -> new Node<>());
            }
        }
        node.value = value;
        node.names = names.toArray(String[]::new);
    }

    /** What was put at exactly this pattern. */
    public Optional<T> at(String pattern) {
        @Nullable Node<T> node = root;
        for (String segment : segments(pattern)) {
            node = segment.startsWith("{") ? node.variable : node.literals.get(segment);
            if (node == null) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(node.value);
    }

    /** What answers to this path; slashes at either end do not count. */
    public Optional<Match<T>> find(String path) {
        String[] segments = segments(path);
        return Optional.ofNullable(find(root, segments, 0, new String[segments.length], 0));
    }

    private static <T> @Nullable Match<T> find(Node<T> node, String[] segments, int at, String[] values, int count) {
        if (at == segments.length) {
            return node.value instanceof T value ? new Match<>(value, node.variables(values)) : null;
        }
        Node<T> literal = node.literals.get(segments[at]);
        if (literal != null && find(literal, segments, at + 1, values, count) instanceof Match<T> match) {
            return match;
        }
        if (node.variable == null || segments[at].isEmpty()) {
            return null;
        }
        values[count] = segments[at];
        return find(node.variable, segments, at + 1, values, count + 1);
    }

    private static String[] segments(String path) {
        int from = path.startsWith("/") ? 1 : 0;
        int to = path.length() > from && path.endsWith("/") ? path.length() - 1 : path.length();
        return from >= to ? new String[0] : path.substring(from, to).split("/", -1);
    }

    private static final class Node<T> {
        final Map<String, Node<T>> literals = new HashMap<>();

        @Nullable
        Node<T> variable;

        @Nullable
        T value;

        String[] names = {};

        Map<String, String> variables(String[] values) {
            var found = new LinkedHashMap<String, String>();
            for (int i = 0; i < names.length; i++) {
                found.put(names[i], values[i]);
            }
            return found;
        }
    }
}
