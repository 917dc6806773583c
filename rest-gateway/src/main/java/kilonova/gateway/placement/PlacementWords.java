package kilonova.gateway.placement;

import com.google.rpc.ErrorInfo;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.ProblemWords;
import org.jspecify.annotations.Nullable;

/** Placement's words and codes for problems, by reason and kind. */
final class PlacementWords {
    static final String GENERATION_MOVED =
            "Resource provider's generation already changed. Please update the generation and try again.";

    private static final int LONGEST = 8_000;

    static final ProblemWords WORDS = problem -> Optional.ofNullable(fault(problem));

    private PlacementWords() {}

    /** The usual words, changed: for what one endpoint puts before them. */
    static ProblemWords usual(String reason, UnaryOperator<String> change) {
        return problem -> problem.getReason().equals(reason)
                ? WORDS.say(problem)
                        .map(said -> new HttpFault(said.code(), change.apply(said.message()), said.headers()))
                : Optional.empty();
    }

    /** The usual words after those of one endpoint, for each of these reasons. */
    static ProblemWords after(String prefix, String... reasons) {
        ProblemWords all = ProblemWords.NONE;
        for (String reason : reasons) {
            all = all.orElse(usual(reason, said -> prefix + said));
        }
        return all;
    }

    /** A fact of the problem; of one that lists thousands of names only the beginning. */
    static String fact(ErrorInfo problem, String name) {
        String fact = problem.getMetadataOrDefault(name, "");
        return fact.length() <= LONGEST ? fact : fact.substring(0, LONGEST) + " and more";
    }

    static String kind(ErrorInfo problem) {
        return fact(problem, "kind");
    }

    private static @Nullable HttpFault fault(ErrorInfo problem) {
        String id = fact(problem, "id");
        return switch (problem.getReason()) {
            case "NotFound" -> PlacementFault.of(404, missing(kind(problem), id, fact(problem, "of")));
            case "Unknown" -> unknown(kind(problem), fact(problem, "field"), id);
            case "Duplicate" -> duplicate(kind(problem), id);
            case "Stale" -> PlacementFault.of(409, PlacementFault.CONCURRENT_UPDATE, stale(kind(problem)));
            case "InUse" -> inUse(problem, id);
            case "HasChildren" ->
                PlacementFault.of(
                        409,
                        PlacementFault.PROVIDER_HAS_CHILDREN,
                        "Unable to delete parent resource provider " + id + ": It has child resource providers.");
            case "CannotAllocate" -> PlacementFault.of(409, "Unable to allocate inventory: " + cannot(problem));
            case "InvalidInventory" ->
                PlacementFault.of(
                        400,
                        "Invalid inventory for '" + fact(problem, "resource_class") + "' on resource provider '"
                                + fact(problem, "resource_provider") + "'. The reserved value is greater than total.");
            case "Forbidden" ->
                PlacementFault.of(403, "Policy does not allow " + fact(problem, "rule") + " to be performed.");
            default -> null;
        };
    }

    private static String missing(String kind, String id, String of) {
        return switch (kind) {
            case "resource_provider" -> "No resource provider with uuid " + id + " found";
            case "resource_class" -> "No such resource class " + id + ".";
            case "trait" -> "No such trait(s): " + id + ".";
            case "inventory" -> "No inventory of class " + id + (of.isEmpty() ? " found" : " for " + of);
            case "consumer" -> "No allocations for consumer '" + id + "'";
            default -> "No " + kind + " " + id + " found";
        };
    }

    private static HttpFault unknown(String kind, String field, String id) {
        if (kind.equals("resource_provider") && field.startsWith("inventories")) {
            return PlacementFault.of(
                    400, PlacementFault.PROVIDER_NOT_FOUND, "Resource provider '" + id + "' does not exist");
        }
        return PlacementFault.of(
                400,
                switch (kind) {
                    case "trait" -> "No such trait(s): " + id + ".";
                    case "resource_provider" -> "Resource provider '" + id + "' does not exist.";
                    default -> missing(kind, id, "");
                });
    }

    private static HttpFault duplicate(String kind, String id) {
        return switch (kind) {
            case "resource_provider" ->
                PlacementFault.of(
                        409, PlacementFault.DUPLICATE_NAME, "Conflicting resource provider " + id + " already exists.");
            case "resource_class" -> PlacementFault.of(409, "Conflicting resource class already exists: " + id);
            default ->
                PlacementFault.of(
                        409,
                        PlacementFault.CONCURRENT_UPDATE,
                        "Update conflict: " + kind + " " + id + " already exists.");
        };
    }

    private static String stale(String kind) {
        return kind.equals("consumer") ? "consumer generation conflict" : "resource provider generation conflict";
    }

    private static HttpFault inUse(ErrorInfo problem, String id) {
        return switch (kind(problem)) {
            case "inventory" ->
                PlacementFault.of(
                        409,
                        PlacementFault.INVENTORY_IN_USE,
                        "Inventory for '" + id + "' on resource provider '" + fact(problem, "users") + "' in use.");
            case "resource_provider" ->
                PlacementFault.of(
                        409,
                        PlacementFault.PROVIDER_IN_USE,
                        "Unable to delete resource provider " + id + ": Resource provider has allocations.");
            case "trait" -> PlacementFault.of(409, "The trait " + id + " is in use by a resource provider.");
            default ->
                PlacementFault.of(
                        409,
                        "Error in delete resource class: Cannot delete resource class " + id
                                + ". Class is in use in inventory.");
        };
    }

    private static String cannot(ErrorInfo problem) {
        String what = "'" + fact(problem, "resource_class") + "' on resource provider '"
                + fact(problem, "resource_provider") + "'";
        return switch (fact(problem, "rule")) {
            case "inventory" -> "Inventory for " + what + " invalid.";
            case "capacity" ->
                "Unable to create allocation for " + what + ". The requested amount would exceed the capacity.";
            default ->
                "Unable to create allocation for " + what
                        + ". The requested amount would violate inventory constraints.";
        };
    }
}
