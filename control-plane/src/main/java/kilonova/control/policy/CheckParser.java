package kilonova.control.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the language of oslo.policy: {@code not} binds closest, then {@code and}, then {@code or}; parentheses; nothing
 * at all means always. The older form is a list of lists: any of the outer, all of the inner.
 */
final class CheckParser {
    private static final String TARGET_PREFIX = "%(";
    private static final String TARGET_SUFFIX = ")s";

    private final Deque<String> tokens;

    private CheckParser(Deque<String> tokens) {
        this.tokens = tokens;
    }

    /**
     * @param source text or a list, as a policy file has it
     * @throws IllegalArgumentException with one sentence on what cannot be read
     */
    static Check parse(Object source) {
        return switch (source) {
            case String text -> parseText(text);
            case List<?> any -> parseList(any);
            default -> throw new IllegalArgumentException("neither text nor a list: " + source);
        };
    }

    private static Check parseText(String text) {
        Deque<String> tokens = tokens(text);
        if (tokens.isEmpty()) {
            return new Check.Always();
        }
        var parser = new CheckParser(tokens);
        Check check = parser.either();
        if (!parser.tokens.isEmpty()) {
            throw new IllegalArgumentException("unexpected '" + parser.tokens.peek() + "' in '" + text + "'");
        }
        return check;
    }

    private static Check parseList(List<?> any) {
        if (any.isEmpty()) {
            return new Check.Always();
        }
        var choices = new ArrayList<Check>();
        for (Object choice : any) {
            List<?> all = choice instanceof List<?> several ? several : List.of(choice);
            if (!all.isEmpty()) {
                choices.add(and(all.stream()
                        .map(each -> atom(String.valueOf(each).strip()))
                        .toList()));
            }
        }
        return or(choices);
    }

    private Check either() {
        var choices = new ArrayList<Check>();
        choices.add(both());
        while (nextIs("or")) {
            tokens.pop();
            choices.add(both());
        }
        return or(choices);
    }

    private Check both() {
        var checks = new ArrayList<Check>();
        checks.add(one());
        while (nextIs("and")) {
            tokens.pop();
            checks.add(one());
        }
        return and(checks);
    }

    private Check one() {
        String token = tokens.poll();
        if (token == null) {
            throw new IllegalArgumentException("ends where a check is expected");
        }
        return switch (token.toLowerCase(Locale.ROOT)) {
            case "not" -> new Check.Not(one());
            case "(" -> {
                Check inner = either();
                if (!")".equals(tokens.poll())) {
                    throw new IllegalArgumentException("a parenthesis is not closed");
                }
                yield inner;
            }
            case ")", "and", "or" -> throw new IllegalArgumentException("'" + token + "' where a check is expected");
            default -> atom(token);
        };
    }

    private boolean nextIs(String word) {
        return word.equalsIgnoreCase(tokens.peek());
    }

    private static Check and(List<Check> checks) {
        return checks.size() == 1 ? checks.getFirst() : new Check.And(checks);
    }

    private static Check or(List<Check> checks) {
        return checks.size() == 1 ? checks.getFirst() : new Check.Or(checks);
    }

    private static Check atom(String text) {
        if (text.equals("@")) {
            return new Check.Always();
        }
        if (text.equals("!")) {
            return new Check.Never();
        }
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' is not a check (expected: kind:value, @ or !)");
        }
        String kind = text.substring(0, colon);
        String match = text.substring(colon + 1);
        return switch (kind) {
            case "rule" -> new Check.Rule(match);
            case "role" -> new Check.Role(match);
            case "http", "https" ->
                throw new IllegalArgumentException("'" + text + "': checks that ask another server are not supported");
            default -> comparison(text, kind, match);
        };
    }

    private static Check comparison(String text, String kind, String match) {
        Check.Value right;
        if (match.startsWith(TARGET_PREFIX) && match.endsWith(TARGET_SUFFIX)) {
            String name = match.substring(TARGET_PREFIX.length(), match.length() - TARGET_SUFFIX.length());
            Optional<Check.TargetFact> fact = targetFact(name);
            if (fact.isEmpty()) {
                return new Check.Never();
            }
            right = new Check.Value.OfTarget(fact.get());
        } else if (match.contains(TARGET_PREFIX)) {
            throw new IllegalArgumentException("'" + text + "': a target's attribute must stand alone");
        } else {
            right = new Check.Value.Literal(match);
        }
        Optional<Check.Value> left = literal(kind).or(() -> callerFact(kind).map(Check.Value.OfCaller::new));
        return left.isPresent() ? new Check.Same(left.get(), right) : new Check.Never();
    }

    /** What oslo.policy takes for a Python literal: quoted text, None, True, False, a number. */
    private static Optional<Check.Value> literal(String kind) {
        if (kind.length() >= 2
                && (kind.charAt(0) == '\'' || kind.charAt(0) == '"')
                && kind.charAt(kind.length() - 1) == kind.charAt(0)) {
            return Optional.of(new Check.Value.Literal(kind.substring(1, kind.length() - 1)));
        }
        boolean plain = kind.equals("None")
                || kind.equals("True")
                || kind.equals("False")
                || kind.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Optional.of(new Check.Value.Literal(kind)) : Optional.empty();
    }

    /** What nobody knows of a caller is absent, and compares with nothing: such a check never holds. */
    private static Optional<Check.CallerFact> callerFact(String name) {
        return switch (name) {
            case "user_id" -> Optional.of(Check.CallerFact.USER_ID);
            case "project_id", "tenant_id" -> Optional.of(Check.CallerFact.PROJECT_ID);
            case "user_domain_id" -> Optional.of(Check.CallerFact.USER_DOMAIN_ID);
            case "project_domain_id" -> Optional.of(Check.CallerFact.PROJECT_DOMAIN_ID);
            case "system_scope" -> Optional.of(Check.CallerFact.SYSTEM_SCOPE);
            case "roles" -> Optional.of(Check.CallerFact.ROLES);
            case "service_roles" -> Optional.of(Check.CallerFact.SERVICE_ROLES);
            case "is_admin" -> Optional.of(Check.CallerFact.IS_ADMIN);
            default -> Optional.empty();
        };
    }

    private static Optional<Check.TargetFact> targetFact(String name) {
        return switch (name) {
            case "project_id", "tenant_id", "target.project.id" -> Optional.of(Check.TargetFact.PROJECT_ID);
            case "user_id", "target.user.id" -> Optional.of(Check.TargetFact.USER_ID);
            default -> Optional.empty();
        };
    }

    /** Words, with the parentheses around them apart; those of {@code %(name)s} belong to the word. */
    private static Deque<String> tokens(String text) {
        var tokens = new ArrayDeque<String>();
        for (String word : text.strip().split("\\s+")) {
            int start = 0;
            while (start < word.length() && word.charAt(start) == '(') {
                tokens.add("(");
                start++;
            }
            int end = word.length();
            while (end > start && word.charAt(end - 1) == ')') {
                end--;
            }
            if (end > start) {
                tokens.add(word.substring(start, end));
            }
            for (int i = end; i < word.length(); i++) {
                tokens.add(")");
            }
        }
        return tokens;
    }
}
