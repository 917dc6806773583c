package kilonova.control.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kilonova.control.identity.Principal;
import kilonova.kernel.Problem;

/**
 * The rules of one service, ready to decide. Rule names are those of the service, such as
 * {@code os_compute_api:servers:create}.
 *
 * <p>Immutable and free of I/O: call it as often as needed, once per field if a field has a rule of its own.
 */
public final class Policy {
    private static final String ADMIN = "context_is_admin";
    private static final String PROJECT = "project";
    private static final String SYSTEM = "system";

    private final Map<String, Entry> entries;

    private record Entry(Check check, boolean projectTokens, boolean systemTokens) {}

    private Policy(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** The book as the service ships it. */
    public static Policy of(PolicyBook book) {
        return of(book, PolicyFile.none());
    }

    /**
     * The book with a site's own checks laid over it.
     *
     * @throws IllegalArgumentException naming every rule that cannot be used: unreadable, circular, or unknown
     */
    public static Policy of(PolicyBook book, PolicyFile site) {
        List<PolicyRule> shipped = book.rules();
        var entries = new HashMap<String, Entry>();
        RuleBook.resolve(shipped, site).forEach((name, check) -> entries.put(name, new Entry(check, true, true)));
        for (PolicyRule rule : shipped) {
            boolean any = rule.scopeTypes().isEmpty();
            entries.computeIfPresent(
                    rule.name(),
                    (_, entry) -> new Entry(
                            entry.check(),
                            any || rule.scopeTypes().contains(PROJECT),
                            any || rule.scopeTypes().contains(SYSTEM)));
        }
        return new Policy(Map.copyOf(entries));
    }

    /**
     * @throws kilonova.kernel.ProblemException Forbidden, naming the rule, when it says no or does not admit the scope of
     *     the caller's token
     * @throws IllegalArgumentException for a name that is no rule: a bug of the caller
     */
    public void require(Principal who, String rule, Target target) {
        if (!allows(who, rule, target)) {
            throw new Problem.Forbidden(rule).raise();
        }
    }

    /** Whether {@link #require} would let it pass. */
    public boolean allows(Principal who, String rule, Target target) {
        Entry entry = entries.get(rule);
        if (entry == null) {
            throw new IllegalArgumentException("policy: " + rule + " is not a rule of this book");
        }
        boolean scopeFits = who.systemScope() ? entry.systemTokens() : entry.projectTokens();
        return scopeFits && Check.holds(entry.check(), who, target);
    }

    /** Whether the caller looks after the whole cloud ({@code context_is_admin}): sees every project, overrides locks. */
    public boolean administers(Principal who) {
        return allows(who, ADMIN, Target.own(who));
    }

    /** Whether the book or the site knows the rule. */
    public boolean knows(String rule) {
        return entries.containsKey(rule);
    }
}
