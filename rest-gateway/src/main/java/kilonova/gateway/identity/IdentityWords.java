package kilonova.gateway.identity;

import static kilonova.gateway.http.ProblemWords.fact;

import com.google.rpc.ErrorInfo;
import java.util.Optional;
import kilonova.gateway.http.HttpFault;

/** How the Identity API words its failures. */
final class IdentityWords {
    private static final String MALFORMED =
            " The server could not comply with the request since it is either malformed or otherwise incorrect."
                    + " The client is assumed to be in error.";

    private IdentityWords() {}

    static Optional<HttpFault> say(ErrorInfo problem) {
        return switch (problem.getReason()) {
            case "NotFound" ->
                Optional.of(HttpFault.of(
                        404, "Could not find " + fact(problem, "kind") + ": " + fact(problem, "id") + "."));
            case "Forbidden" ->
                Optional.of(HttpFault.of(
                        403, "You are not authorized to perform the requested action: " + fact(problem, "rule") + "."));
            case "Duplicate" ->
                Optional.of(HttpFault.of(
                        409,
                        "Conflict occurred attempting to store " + fact(problem, "kind")
                                + " - Duplicate entry found with name " + fact(problem, "id") + "."));
            case "Invalid" ->
                Optional.of(HttpFault.of(
                        400, "Invalid input for field '" + fact(problem, "field") + "': " + fact(problem, "rule")));
            default -> Optional.empty();
        };
    }

    /** 400: something the request must have is not there, or not where it should be. */
    static HttpFault expecting(String attribute, String place) {
        return HttpFault.of(400, "Expecting to find " + attribute + " in " + place + "." + MALFORMED);
    }

    static String message(HttpFault fault) {
        return fault.message().isEmpty()
                ? "An unexpected error prevented the server from fulfilling your request."
                : fault.message();
    }

    static String title(int code) {
        return switch (code) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Request Entity Too Large";
            case 422 -> "Unprocessable Entity";
            case 429 -> "Too Many Requests";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Internal Server Error";
        };
    }
}
