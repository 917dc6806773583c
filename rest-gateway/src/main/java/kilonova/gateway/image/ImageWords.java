package kilonova.gateway.image;

import static kilonova.gateway.http.ProblemWords.fact;

import com.google.rpc.ErrorInfo;
import java.util.Optional;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.ProblemWords;

/** Glance's codes and words for problems. */
final class ImageWords {
    static final ProblemWords ALL = ImageWords::say;

    private ImageWords() {}

    private static Optional<HttpFault> say(ErrorInfo problem) {
        return switch (problem.getReason()) {
            case "NotFound" -> Optional.of(HttpFault.of(404, notFound(problem)));
            case "Locked" -> fault(403, "Image " + fact(problem, "id") + " is protected and cannot be deleted.");
            case "Forbidden" -> fault(403, "You are not authorized to complete " + fact(problem, "rule") + " action.");
            case "QuotaExceeded" ->
                fault(
                        413,
                        "The limit has been exceeded on " + fact(problem, "resource") + ". Attempted: "
                                + fact(problem, "requested") + ", Maximum: " + fact(problem, "limit"));
            default -> Optional.empty();
        };
    }

    private static String notFound(ErrorInfo problem) {
        String id = fact(problem, "id");
        return switch (fact(problem, "kind")) {
            case "image" -> "No image found with ID " + id;
            case "member" -> id + " not found in the member list of the image.";
            default -> "Failed to find " + fact(problem, "kind") + " " + id;
        };
    }

    private static Optional<HttpFault> fault(int code, String text) {
        return Optional.of(HttpFault.of(code, text));
    }
}
