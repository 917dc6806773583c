package kilonova.control.policy;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;

/** One check of a rule, parsed. {@link Rule} is gone once {@link RuleBook} has resolved it. */
sealed interface Check {

    record Always() implements Check {}

    record Never() implements Check {}

    record Not(Check check) implements Check {}

    record And(List<Check> checks) implements Check {
        public And {
            checks = List.copyOf(checks);
        }
    }

    record Or(List<Check> checks) implements Check {
        public Or {
            checks = List.copyOf(checks);
        }
    }

    /** The caller has the role; names of roles know no case. */
    record Role(String name) implements Check {}

    /** Another rule of the book, by name. */
    record Rule(String name) implements Check {}

    /** Two values are there and are equal. */
    record Same(Value left, Value right) implements Check {}

    /** One side of a comparison: written in the rule, known of the caller, or known of the target. */
    sealed interface Value {
        record Literal(String text) implements Value {}

        record OfCaller(CallerFact fact) implements Value {}

        record OfTarget(TargetFact fact) implements Value {}
    }

    enum CallerFact {
        USER_ID,
        PROJECT_ID,
        USER_DOMAIN_ID,
        PROJECT_DOMAIN_ID,
        SYSTEM_SCOPE,
        ROLES,
        SERVICE_ROLES,
        /** What the book's own rule {@code context_is_admin} says; resolved, so never asked of a caller. */
        IS_ADMIN
    }

    enum TargetFact {
        PROJECT_ID,
        USER_ID
    }

    /** Whether the check holds for this caller and target. Only for resolved checks. */
    static boolean holds(Check check, Principal who, Target target) {
        return switch (check) {
            case Always _ -> true;
            case Never _ -> false;
            case Not(var inner) -> !holds(inner, who, target);
            case And(var inner) -> {
                for (int i = 0; i < inner.size(); i++) {
                    if (!holds(inner.get(i), who, target)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Or(var inner) -> {
                for (int i = 0; i < inner.size(); i++) {
                    if (holds(inner.get(i), who, target)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Role(var name) -> contains(who.roles(), name, true);
            case Rule(var name) -> throw new IllegalStateException("policy: rule " + name + " was not resolved");
            case Same(var left, var right) -> same(left, right, who, target);
        };
    }

    private static boolean same(Value left, Value right, Principal who, Target target) {
        Optional<String> expected = text(right, who, target);
        if (expected.isEmpty()) {
            return false;
        }
        return switch (left) {
            case Value.OfCaller(var fact) when fact == CallerFact.ROLES -> contains(who.roles(), expected.get(), false);
            case Value.OfCaller(var fact)
            when fact == CallerFact.SERVICE_ROLES -> contains(who.serviceRoles(), expected.get(), false);
            case Value.Literal _, Value.OfCaller _, Value.OfTarget _ ->
                text(left, who, target).equals(expected);
        };
    }

    private static Optional<String> text(Value value, Principal who, Target target) {
        return switch (value) {
            case Value.Literal(var text) -> Optional.of(text);
            case Value.OfCaller(var fact) ->
                switch (fact) {
                    case USER_ID -> Optional.of(who.user().value());
                    case PROJECT_ID -> who.project().map(project -> project.value());
                    case USER_DOMAIN_ID -> Optional.of(who.userDomain());
                    case PROJECT_DOMAIN_ID -> who.project().map(_ -> who.projectDomain());
                    case SYSTEM_SCOPE -> who.systemScope() ? Optional.of("all") : Optional.empty();
                    case ROLES, SERVICE_ROLES, IS_ADMIN -> Optional.empty();
                };
            case Value.OfTarget(var fact) ->
                switch (fact) {
                    case PROJECT_ID -> target.project().map(project -> project.value());
                    case USER_ID -> target.user().map(user -> user.value());
                };
        };
    }

    private static boolean contains(List<String> values, String value, boolean anyCase) {
        for (int i = 0; i < values.size(); i++) {
            if (anyCase ? value.equalsIgnoreCase(values.get(i)) : value.equals(values.get(i))) {
                return true;
            }
        }
        return false;
    }
}
