package kilonova.gateway.placement;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** How Placement tells a failure: a list of one error, in which the comment follows on what the status means. */
final class PlacementFault {
    static final String CONCURRENT_UPDATE = "placement.concurrent_update";
    static final String INVENTORY_IN_USE = "placement.inventory.inuse";
    static final String DUPLICATE_NAME = "placement.duplicate_name";
    static final String PROVIDER_IN_USE = "placement.resource_provider.inuse";
    static final String PROVIDER_HAS_CHILDREN = "placement.resource_provider.cannot_delete_parent";
    static final String PROVIDER_NOT_FOUND = "placement.resource_provider.not_found";
    static final String QUERY_DUPLICATE_KEY = "placement.query.duplicate_key";
    static final String QUERY_BAD_VALUE = "placement.query.bad_value";
    static final String QUERY_MISSING_VALUE = "placement.query.missing_value";

    private static final String UNDEFINED = "placement.undefined_code";

    /** Facts of a fault that are no headers: they leave in the body. */
    private static final String CODE = "fault-code";

    private static final String VERSIONS = "fault-versions";
    private static final int CODES_SINCE = 23;

    private static final Map<Integer, Status> STATUSES = Map.ofEntries(
            Map.entry(
                    400,
                    new Status(
                            "Bad Request",
                            "The server could not comply with the request since it is either malformed or otherwise"
                                    + " incorrect.")),
            Map.entry(403, new Status("Forbidden", "Access was denied to this resource.")),
            Map.entry(404, new Status("Not Found", "The resource could not be found.")),
            Map.entry(409, new Status("Conflict", "There was a conflict when trying to complete your request.")),
            Map.entry(
                    413,
                    new Status("Request Entity Too Large", "The body of your request was too large for this server.")),
            Map.entry(422, new Status("Unprocessable Entity", "Unable to process the contained instructions")),
            Map.entry(
                    500,
                    new Status(
                            "Internal Server Error",
                            "The server has either erred or is incapable of performing the requested operation.")),
            Map.entry(501, new Status("Not Implemented", "The request method is not implemented for this server.")),
            Map.entry(
                    503,
                    new Status(
                            "Service Unavailable",
                            "The server is currently unavailable. Please try again at a later time.")),
            Map.entry(504, new Status("Gateway Timeout", "The gateway has timed out.")));

    private record Status(String title, String meaning) {}

    private PlacementFault() {}

    static HttpFault of(int status, String comment) {
        return HttpFault.of(status, comment);
    }

    /** A fault with one of Placement's codes. */
    static HttpFault of(int status, String code, String comment) {
        return new HttpFault(status, comment, Map.of(CODE, code));
    }

    static HttpFault notFound() {
        return missing(404);
    }

    /** What is not there at all: a path, or a method in this version. */
    static HttpFault missing(int status) {
        return HttpFault.of(status, "");
    }

    static HttpFault versionNotServed(String asked) {
        return new HttpFault(
                406, "Invalid microversion: Unacceptable version header: " + asked, Map.of(VERSIONS, asked));
    }

    static Answer answer(Exchange exchange, HttpFault fault) {
        if (fault.code() == 401) {
            return unauthorized();
        }
        var headers = new LinkedHashMap<>(fault.headers());
        Optional<String> code = Optional.ofNullable(headers.remove(CODE));
        boolean unversioned = headers.remove(VERSIONS) != null;
        var document = Json.object();
        var error = document.putArray("errors").addObject();
        error.put("status", fault.code()).put("title", title(fault.code())).put("detail", detail(exchange, fault));
        if (VersionNegotiation.agreed(exchange)
                .filter(version -> version.atLeast(CODES_SINCE))
                .isPresent()) {
            error.put("code", code.orElse(UNDEFINED));
        }
        error.put("request_id", exchange.trace().id());
        if (unversioned) {
            error.put("max_version", PlacementVersion.NEWEST.toString())
                    .put("min_version", PlacementVersion.OLDEST.toString());
        }
        var answer = Answer.json(fault.code(), document);
        for (var header : headers.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    private static String title(int status) {
        return switch (status) {
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 415 -> "Unsupported Media Type";
            default ->
                Optional.ofNullable(STATUSES.get(status)).map(Status::title).orElse("Error");
        };
    }

    private static String detail(Exchange exchange, HttpFault fault) {
        return switch (fault.code()) {
            case 405 ->
                "The method " + exchange.method() + " is not allowed for this resource. \n\n " + fault.message();
            case 406 ->
                "The resource could not be generated that was acceptable to your browser (content of type "
                        + "application/json. \n\n " + fault.message();
            case 415 ->
                "The request media type " + RequestChecks.mediaType(exchange).orElse("None")
                        + " is not supported by this server. \n\n " + fault.message();
            default ->
                Optional.ofNullable(STATUSES.get(fault.code()))
                                .map(Status::meaning)
                                .orElse("")
                        + "\n\n " + fault.message() + "  ";
        };
    }

    /** As the identity middleware in front of Placement tells it. */
    private static Answer unauthorized() {
        var document = Json.object();
        document.putObject("error")
                .put("code", 401)
                .put("title", "Unauthorized")
                .put("message", "The request you have made requires authentication.");
        return Answer.json(401, document).with("www-authenticate", "Keystone uri='/v3'");
    }
}
