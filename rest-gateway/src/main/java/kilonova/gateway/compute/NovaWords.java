package kilonova.gateway.compute;

import static kilonova.gateway.http.ProblemWords.fact;

import com.google.rpc.ErrorInfo;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.ProblemWords;

/** Nova's words for problems: servers are instances there, and each kind of resource is missed in its own sentence. */
final class NovaWords implements ProblemWords {
    static final NovaWords WORDS = new NovaWords();

    private NovaWords() {}

    /** What fields of our requests are called in Nova's, where that is not the same. */
    private static final Map<String, String> SPELLING = Map.of(
            "block_devices", "block_device_mapping_v2",
            "flavor_id", "flavorRef",
            "forced_host", "availability_zone",
            "image_id", "imageRef",
            "public_key", "keypair.public_key",
            "requested_host", "host",
            "requested_hypervisor", "hypervisor_hostname",
            "scheduler_hints", "os:scheduler_hints",
            "zone", "availability_zone");

    @Override
    public Optional<HttpFault> say(ErrorInfo problem) {
        return Optional.ofNullable(
                switch (problem.getReason()) {
                    case "NotFound" ->
                        HttpFault.of(404, missing(fact(problem, "kind"), fact(problem, "id"), fact(problem, "of")));
                    case "Duplicate" ->
                        HttpFault.of(409, taken(fact(problem, "kind"), fact(problem, "id"), fact(problem, "of")));
                    case "WrongState" ->
                        HttpFault.of(
                                409,
                                cannot(problem) + " while it is in " + fact(problem, "attribute") + " "
                                        + fact(problem, "state"));
                    case "Busy" ->
                        HttpFault.of(409, cannot(problem) + " while it is in task_state " + fact(problem, "phase"));
                    case "Locked" -> HttpFault.of(409, subject(problem) + " is locked");
                    case "NotReady" -> HttpFault.of(409, subject(problem) + " is not ready");
                    case "Invalid" -> HttpFault.of(400, invalid(fact(problem, "field"), fact(problem, "rule")));
                    case "QuotaExceeded" -> HttpFault.of(403, quota(problem));
                    default -> null;
                });
    }

    private static String missing(String kind, String id, String of) {
        return switch (kind) {
            case "server" -> "Instance " + id + " could not be found.";
            case "flavor" -> "Flavor " + id + " could not be found.";
            case "image" -> "Image " + id + " could not be found.";
            case "keypair" -> "Keypair " + id + " not found for user " + of;
            case "aggregate_host" -> "Cannot remove host " + id + " in aggregate " + of;
            case "tag" -> "Instance " + of + " has no tag '" + id + "'";
            case "metadata_item" -> "Metadata item was not found";
            case "host" -> "Compute host " + id + " could not be found.";
            case "hypervisor" -> "Hypervisor with ID '" + id + "' could not be found.";
            case "service" -> "Service " + id + " could not be found.";
            default -> capital(kind) + " " + id + " could not be found.";
        };
    }

    private static String taken(String kind, String id, String of) {
        return switch (kind) {
            case "keypair" -> "Key pair '" + id + "' already exists.";
            case "flavor" -> "Flavor with ID " + id + " already exists.";
            case "aggregate_host" -> "Aggregate " + of + " already has host " + id + ".";
            case "flavor_name" -> "Flavor with name " + id + " already exists.";
            default -> capital(kind) + " " + id + " already exists.";
        };
    }

    private static String subject(ErrorInfo problem) {
        String kind = fact(problem, "kind");
        return (kind.equals("server") ? "Instance" : capital(kind)) + " " + fact(problem, "id");
    }

    private static String cannot(ErrorInfo problem) {
        String kind = fact(problem, "kind");
        return "Cannot '" + fact(problem, "action") + "' " + (kind.equals("server") ? "instance" : kind) + " "
                + fact(problem, "id");
    }

    /** A rule that is a sentence stands for itself: the control plane writes those that Nova has a sentence for. */
    private static String invalid(String field, String rule) {
        boolean sentence = !rule.isEmpty() && Character.isUpperCase(rule.charAt(0));
        return field.isEmpty() || sentence
                ? rule
                : "Invalid input for field/attribute " + SPELLING.getOrDefault(field, field) + ". " + rule;
    }

    private static String quota(ErrorInfo problem) {
        String resource = fact(problem, "resource");
        String limit = fact(problem, "limit");
        return switch (resource) {
            case "key_pairs" -> "Quota exceeded, too many key pairs.";
            case "metadata_items" -> "Maximum number of metadata items exceeds " + limit;
            case "injected_files" -> "Personality file limit exceeded";
            case "injected_file_path_bytes" -> "Personality file path exceeds maximum " + limit;
            case "injected_file_content_bytes" -> "Personality file content exceeds maximum " + limit;
            default ->
                "Quota exceeded for " + resource + ": Requested " + fact(problem, "requested") + ", but already used "
                        + fact(problem, "used") + " of " + limit + " " + resource;
        };
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
