package kilonova.kernel;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Anything a caller could act on. All else is a bug. Each record's name is the {@code reason} on the wire, its facts the
 * metadata; the message may change, the reason may not.
 */
public sealed interface Problem {

    /** One sentence for people: what is wrong with which field, and what to do next. */
    String message();

    /** The facts a program can act on, in the order of declaration. */
    Map<String, String> facts();

    /** The name by which programs know this problem: never changes once published. */
    default String reason() {
        return getClass().getSimpleName();
    }

    default ProblemException raise() {
        return new ProblemException(this);
    }

    /** A field of the request does not keep a rule. {@code rule} says which, and what was expected. */
    record Invalid(String field, String rule) implements Problem {
        @Override
        public String message() {
            return field.isEmpty() ? rule : field + ": " + rule;
        }

        @Override
        public Map<String, String> facts() {
            return table("field", field, "rule", rule);
        }
    }

    /** No token, or one that is unknown, expired or revoked. */
    record Unauthenticated(String why) implements Problem {
        @Override
        public String message() {
            return why;
        }

        @Override
        public Map<String, String> facts() {
            return Map.of();
        }
    }

    /** The caller is known, and the policy says no. {@code rule} is the name of the policy rule. */
    record Forbidden(String rule) implements Problem {
        @Override
        public String message() {
            return "Policy doesn't allow " + rule + " to be performed.";
        }

        @Override
        public Map<String, String> facts() {
            return table("rule", rule);
        }
    }

    /**
     * The resource that the call is about is not there, or not the caller's to see.
     *
     * @param of whose it would be, where that is not plain from the call; else empty
     */
    record NotFound(String kind, String id, String of) implements Problem {
        public NotFound(String kind, String id) {
            this(kind, id, "");
        }

        @Override
        public String message() {
            return kind + " " + id + (of.isEmpty() ? "" : " of " + of) + " could not be found.";
        }

        @Override
        public Map<String, String> facts() {
            return of.isEmpty() ? table("kind", kind, "id", id) : table("kind", kind, "id", id, "of", of);
        }
    }

    /**
     * A resource with this name or id is there already.
     *
     * @param of whose it is, where that is not plain from the call; else empty
     */
    record Duplicate(String kind, String id, String of) implements Problem {
        public Duplicate(String kind, String id) {
            this(kind, id, "");
        }

        @Override
        public String message() {
            return kind + " " + id + (of.isEmpty() ? "" : " of " + of) + " already exists.";
        }

        @Override
        public Map<String, String> facts() {
            return of.isEmpty() ? table("kind", kind, "id", id) : table("kind", kind, "id", id, "of", of);
        }
    }

    /** The resource is in a state in which the action means nothing. */
    record WrongState(String kind, String id, String attribute, String state, String action) implements Problem {
        @Override
        public String message() {
            return "Cannot '" + action + "' " + kind + " " + id + " while it is in " + attribute + " " + state;
        }

        @Override
        public Map<String, String> facts() {
            return table("kind", kind, "id", id, "attribute", attribute, "state", state, "action", action);
        }
    }

    /** Another operation is open on the resource. {@code phase} says what it is doing. */
    record Busy(String kind, String id, String phase, String action, String operation) implements Problem {
        @Override
        public String message() {
            return "Cannot '" + action + "' " + kind + " " + id + " while it is in task_state " + phase;
        }

        @Override
        public Map<String, String> facts() {
            return table("kind", kind, "id", id, "phase", phase, "action", action, "operation", operation);
        }
    }

    /** The owner or an administrator locked the resource. */
    record Locked(String kind, String id) implements Problem {
        @Override
        public String message() {
            return kind + " " + id + " is locked";
        }

        @Override
        public Map<String, String> facts() {
            return table("kind", kind, "id", id);
        }
    }

    /** The resource has no host yet, or no longer. */
    record NotReady(String kind, String id) implements Problem {
        @Override
        public String message() {
            return kind + " " + id + " is not ready";
        }

        @Override
        public Map<String, String> facts() {
            return table("kind", kind, "id", id);
        }
    }

    /** The resource is used by another, named in {@code users}. */
    record InUse(String kind, String id, String users) implements Problem {
        @Override
        public String message() {
            return kind + " " + id + " is in use: " + users;
        }

        @Override
        public Map<String, String> facts() {
            return table("kind", kind, "id", id, "users", users);
        }
    }

    /** The resource is above others, which would be left without it. */
    record HasChildren(String kind, String id) implements Problem {
        @Override
        public String message() {
            return kind + " " + id + " has children.";
        }

        @Override
        public Map<String, String> facts() {
            return table("kind", kind, "id", id);
        }
    }

    /** The request names something in passing that is not there: {@code field} says where. */
    record Unknown(String field, String kind, String id) implements Problem {
        @Override
        public String message() {
            return field + ": " + kind + " " + id + " is not known.";
        }

        @Override
        public Map<String, String> facts() {
            return table("field", field, "kind", kind, "id", id);
        }
    }

    /** More is reserved of a resource class than there is. */
    record InvalidInventory(String resourceProvider, String resourceClass) implements Problem {
        @Override
        public String message() {
            return "The inventory of " + resourceClass + " at resource provider " + resourceProvider
                    + " reserves more than there is.";
        }

        @Override
        public Map<String, String> facts() {
            return table("resource_provider", resourceProvider, "resource_class", resourceClass);
        }
    }

    /** A provider cannot give what was asked of it. {@code rule} is {@code inventory}, {@code constraints} or {@code capacity}. */
    record CannotAllocate(String resourceProvider, String resourceClass, String rule, String consumer)
            implements Problem {
        @Override
        public String message() {
            return "Resource provider " + resourceProvider + " cannot give " + consumer + " so much " + resourceClass
                    + ": " + rule + " forbids it.";
        }

        @Override
        public Map<String, String> facts() {
            return table(
                    "resource_provider", resourceProvider,
                    "resource_class", resourceClass,
                    "rule", rule,
                    "consumer", consumer);
        }
    }

    /** The operation cannot be undone, or no longer. */
    record NotCancellable(String operation, String why) implements Problem {
        @Override
        public String message() {
            return "Operation " + operation + " cannot be cancelled: " + why;
        }

        @Override
        public Map<String, String> facts() {
            return table("operation", operation, "why", why);
        }
    }

    /** The generation moved between reading and writing: read again. */
    record Stale(String kind, String id) implements Problem {
        @Override
        public String message() {
            return kind + " " + id + " was changed meanwhile: read it again.";
        }

        @Override
        public Map<String, String> facts() {
            return table("kind", kind, "id", id);
        }
    }

    /** The request_id was used within 24 hours for another request body. */
    record RequestIdReused(String requestId) implements Problem {
        @Override
        public String message() {
            return "request_id " + requestId + " was used for another request: choose a new one.";
        }

        @Override
        public Map<String, String> facts() {
            return table("request_id", requestId);
        }
    }

    /** The project may not have that much. */
    record QuotaExceeded(String resource, long requested, long used, long limit) implements Problem {
        @Override
        public String message() {
            return "Quota exceeded for " + resource + ": Requested " + requested + ", but already used " + used + " of "
                    + limit + " " + resource;
        }

        @Override
        public Map<String, String> facts() {
            return table(
                    "resource", resource,
                    "requested", Long.toString(requested),
                    "used", Long.toString(used),
                    "limit", Long.toString(limit));
        }
    }

    /** No host can take the server. {@code why} explains it rule by rule. */
    record NoValidHost(String why) implements Problem {
        @Override
        public String message() {
            return "No valid host was found. " + why;
        }

        @Override
        public Map<String, String> facts() {
            return table("why", why);
        }
    }

    /** The change log no longer reaches back that far: take a snapshot. */
    record RevisionTooOld(long revision, long oldest) implements Problem {
        @Override
        public String message() {
            return "Revision " + revision + " is older than the change log (oldest: " + oldest
                    + "): start from a snapshot.";
        }

        @Override
        public Map<String, String> facts() {
            return table("revision", Long.toString(revision), "oldest", Long.toString(oldest));
        }
    }

    /** A watcher took less than changed, for so long that no more is kept for it. All up to {@code bookmark} was told. */
    record WatchTooSlow(long bookmark, long most) implements Problem {
        @Override
        public String message() {
            return "More than " + most + " resources changed that this watcher did not take: watch again from "
                    + bookmark + ".";
        }

        @Override
        public Map<String, String> facts() {
            return table("bookmark", Long.toString(bookmark), "most", Long.toString(most));
        }
    }

    /** The caller's project asks for more at once than its share: nothing was done; trying again later helps. */
    record Throttled(String what, Duration retryAfter) implements Problem {
        @Override
        public String message() {
            return what;
        }

        @Override
        public Map<String, String> facts() {
            return table("what", what);
        }
    }

    /** The operation did not end within its deadline. */
    record TimedOut(String what) implements Problem {
        @Override
        public String message() {
            return what;
        }

        @Override
        public Map<String, String> facts() {
            return table("what", what);
        }
    }

    /** The cloud cannot do this. */
    record Unsupported(String what) implements Problem {
        @Override
        public String message() {
            return what;
        }

        @Override
        public Map<String, String> facts() {
            return table("what", what);
        }
    }

    /** Something needed is away just now; trying again helps. */
    record Unavailable(String what, Duration retryAfter) implements Problem {
        @Override
        public String message() {
            return what;
        }

        @Override
        public Map<String, String> facts() {
            return table("what", what);
        }
    }

    /** A problem the other side of a call had, of a reason that this side need not know. */
    static Optional<Problem> of(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ProblemException known) {
                return Optional.of(known.problem());
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> table(String... keysAndValues) {
        var facts = new LinkedHashMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            facts.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Collections.unmodifiableMap(facts);
    }
}
