package kilonova.control.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Lays a site's checks over a book's and resolves every reference, so that a decision needs no look-up by name inside.
 * All faults are collected and told at once.
 */
final class RuleBook {
    /** Decides {@code is_admin:True}, as in Nova; books without it take the role. */
    private static final String ADMIN = "context_is_admin";

    private final Map<String, Check> parsed = new LinkedHashMap<>();
    private final Map<String, Check> resolved = new HashMap<>();
    private final SequencedSet<String> open = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();

    private RuleBook() {}

    /** @throws IllegalArgumentException naming every rule that cannot be used, and why */
    static Map<String, Check> resolve(List<PolicyRule> shipped, PolicyFile site) {
        var book = new RuleBook();
        for (PolicyRule rule : shipped) {
            book.parse(rule.name(), rule.checkString());
        }
        for (PolicyRule rule : shipped) {
            // A site that still overrides the former name means this rule, unless it says something of this one.
            rule.formerName()
                    .filter(_ -> !site.checks().containsKey(rule.name()))
                    .flatMap(former -> Optional.ofNullable(site.checks().get(former)))
                    .filter(check -> !check.equals("rule:" + rule.name()))
                    .ifPresent(check -> book.parse(rule.name(), check));
        }
        site.checks().forEach(book::parse);
        book.parsed.keySet().forEach(book::resolved);
        if (!book.faults.isEmpty()) {
            throw new IllegalArgumentException("policy_file: " + String.join("; ", book.faults));
        }
        return Map.copyOf(book.resolved);
    }

    private void parse(String name, Object check) {
        try {
            parsed.put(name, CheckParser.parse(check));
        } catch (IllegalArgumentException unreadable) {
            faults.add("rule " + name + ": " + unreadable.getMessage());
            parsed.put(name, new Check.Never());
        }
    }

    private Check resolved(String name) {
        Check known = resolved.get(name);
        if (known != null) {
            return known;
        }
        Check check = parsed.get(name);
        if (check == null) {
            faults.add("rule " + open.getLast() + ": refers to " + name + ", which is not a rule");
            return new Check.Never();
        }
        if (!open.add(name)) {
            faults.add("rule " + name + ": refers to itself through " + String.join(", ", open));
            return new Check.Never();
        }
        Check result = resolve(check);
        open.remove(name);
        resolved.put(name, result);
        return result;
    }

    private Check resolve(Check check) {
        return switch (check) {
            case Check.Rule(var name) -> resolved(name);
            case Check.Not(var inner) -> new Check.Not(resolve(inner));
            case Check.And(var inner) ->
                new Check.And(inner.stream().map(this::resolve).toList());
            case Check.Or(var inner) ->
                new Check.Or(inner.stream().map(this::resolve).toList());
            case Check.Same(Check.Value.OfCaller(var fact), Check.Value.Literal(var expected))
            when fact == Check.CallerFact.IS_ADMIN -> isAdmin(expected);
            case Check.Always _, Check.Never _, Check.Role _, Check.Same _ -> check;
        };
    }

    private Check isAdmin(String expected) {
        Check admin = parsed.containsKey(ADMIN) ? resolved(ADMIN) : new Check.Role("admin");
        return switch (expected) {
            case "True" -> admin;
            case "False" -> new Check.Not(admin);
            default -> new Check.Never();
        };
    }
}
