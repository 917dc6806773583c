package kilonova.control.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import kilonova.control.store.Json;
import kilonova.kernel.Problem;

/**
 * An expression over what a host is like: the hint {@code query}, a list of an operator and its arguments, as in
 * {@code ["and", [">=", "$free_ram_mb", 1024], ["=", "$hypervisor_type", "QEMU"]]}. What a host lacks is left out of the
 * arguments; a comparison of fewer than two, or of a number with a text, does not hold.
 */
final class HostQuery {
    private static final int DEEPEST = 32;

    /** What an argument comes to: text, number (as a double) or truth; empty when the host lacks it. */
    private sealed interface Term {
        record Constant(Comparable<?> value) implements Term {}

        record Attribute(String name) implements Term {}

        record Operation(Operator operator, List<Term> arguments) implements Term {}
    }

    private enum Operator {
        EQUAL("="),
        LESS("<"),
        GREATER(">"),
        IN("in"),
        AT_MOST("<="),
        AT_LEAST(">="),
        NOT("not"),
        OR("or"),
        AND("and");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        static Operator of(String sign) {
            for (Operator each : values()) {
                if (each.sign.equals(sign)) {
                    return each;
                }
            }
            throw invalid("no operator '" + sign + "'");
        }

        boolean holds(List<Comparable<?>> arguments) {
            return switch (this) {
                case AND -> arguments.stream().allMatch(HostQuery::truth);
                case OR -> arguments.stream().anyMatch(HostQuery::truth);
                // Each is flipped, and one that holds then is enough.
                case NOT -> arguments.stream().anyMatch(each -> !truth(each));
                case IN -> arguments.size() > 1 && rest(arguments).contains(arguments.getFirst());
                case EQUAL -> all(arguments, order -> order == 0);
                case LESS -> all(arguments, order -> order < 0);
                case GREATER -> all(arguments, order -> order > 0);
                case AT_MOST -> all(arguments, order -> order <= 0);
                case AT_LEAST -> all(arguments, order -> order >= 0);
            };
        }

        private static List<Comparable<?>> rest(List<Comparable<?>> arguments) {
            return arguments.subList(1, arguments.size());
        }

        /** The first against each of the others. */
        private static boolean all(List<Comparable<?>> arguments, IntPredicate passes) {
            return arguments.size() > 1
                    && rest(arguments).stream().allMatch(other -> compared(arguments.getFirst(), other)
                            .filter(passes::test)
                            .isPresent());
        }
    }

    private final Term root;

    private HostQuery(Term root) {
        this.root = root;
    }

    /** @throws kilonova.kernel.ProblemException Invalid for what is no such expression */
    static HostQuery parse(String text) {
        JsonNode said;
        try {
            said = Json.read(text, JsonNode.class);
        } catch (IllegalStateException broken) {
            throw invalid("not JSON");
        }
        return new HostQuery(operation(said, 0));
    }

    /** @param attributes what the host is like, by name: texts and numbers */
    boolean holds(Function<String, Optional<Comparable<?>>> attributes) {
        return value(root, attributes).filter(HostQuery::truth).isPresent();
    }

    private static Term operation(JsonNode said, int depth) {
        if (!said.isArray() || depth > DEEPEST) {
            throw invalid(depth > DEEPEST ? "deeper than " + DEEPEST : "not a list of an operator and its arguments");
        }
        if (said.isEmpty()) {
            return new Term.Constant(true);
        }
        var arguments = new ArrayList<Term>();
        for (int i = 1; i < said.size(); i++) {
            arguments.add(term(said.path(i), depth));
        }
        return new Term.Operation(Operator.of(said.path(0).asText()), arguments);
    }

    private static Term term(JsonNode said, int depth) {
        return switch (said.getNodeType()) {
            case ARRAY -> operation(said, depth + 1);
            case BOOLEAN -> new Term.Constant(said.asBoolean());
            case NUMBER -> new Term.Constant(said.asDouble());
            case STRING ->
                said.asText().startsWith("$")
                        ? new Term.Attribute(said.asText().substring(1))
                        : new Term.Constant(said.asText());
            case OBJECT, NULL, MISSING, BINARY, POJO -> throw invalid("'" + said + "' is no argument");
        };
    }

    private static Optional<Comparable<?>> value(Term term, Function<String, Optional<Comparable<?>>> attributes) {
        return switch (term) {
            case Term.Constant(Comparable<?> value) -> Optional.of(value);
            case Term.Attribute(String name) -> attributes.apply(name);
            case Term.Operation(Operator operator, List<Term> arguments) -> {
                var values = new ArrayList<Comparable<?>>();
                arguments.forEach(each -> value(each, attributes).ifPresent(values::add));
                yield Optional.of(operator.holds(values));
            }
        };
    }

    private static Optional<Integer> compared(Comparable<?> one, Comparable<?> other) {
        if (one instanceof Double a && other instanceof Double b) {
            return Optional.of(Double.compare(a, b));
        }
        if (one instanceof String a && other instanceof String b) {
            return Optional.of(Comparator.<String>naturalOrder().compare(a, b));
        }
        return one instanceof Boolean a && other instanceof Boolean b
                ? Optional.of(Boolean.compare(a, b))
                : Optional.empty();
    }

    private static boolean truth(Comparable<?> value) {
        return switch (value) {
            case Boolean said -> said;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case Comparable<?> other -> throw new IllegalStateException("no value of a query: " + other);
        };
    }

    private static RuntimeException invalid(String why) {
        return new Problem.Invalid("scheduler_hints", "query: " + why).raise();
    }
}
