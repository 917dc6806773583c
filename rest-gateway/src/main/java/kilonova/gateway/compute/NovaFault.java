package kilonova.gateway.compute;

import java.util.Map;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** How Nova tells a failure: one key named after the status, with code and message. */
final class NovaFault {
    private static final Map<Integer, String> KEYS = Map.ofEntries(
            Map.entry(400, "badRequest"),
            Map.entry(401, "unauthorized"),
            Map.entry(403, "forbidden"),
            Map.entry(404, "itemNotFound"),
            Map.entry(405, "badMethod"),
            Map.entry(409, "conflictingRequest"),
            Map.entry(413, "overLimit"),
            Map.entry(415, "badMediaType"),
            Map.entry(422, "unprocessableEntity"),
            Map.entry(429, "overLimit"),
            Map.entry(501, "notImplemented"),
            Map.entry(503, "serviceUnavailable"));
    private static final String UNEXPECTED =
            "Unexpected API Error. The operators find its cause in the log under the request id of this answer.";

    private NovaFault() {}

    static HttpFault notFound() {
        return HttpFault.of(404, "The resource could not be found.");
    }

    static HttpFault gone() {
        return HttpFault.of(410, "This resource is no longer available.  No forwarding address is given.");
    }

    /** The status is told as it is; only an unexpected failure gets its text here. */
    static Answer answer(HttpFault fault, String identityUrl) {
        if (fault.code() == 401) {
            return unauthorized(fault, identityUrl);
        }
        var document = Json.object();
        document.putObject(KEYS.getOrDefault(fault.code(), "computeFault"))
                .put("code", fault.code())
                .put("message", fault.message().isEmpty() ? UNEXPECTED : fault.message());
        var answer = Answer.json(fault.code(), document).with("content-type", "application/json; charset=UTF-8");
        for (var header : fault.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    /** As the identity middleware in front of Nova tells it. */
    private static Answer unauthorized(HttpFault fault, String identityUrl) {
        var document = Json.object();
        document.putObject("error")
                .put("code", 401)
                .put("title", "Unauthorized")
                .put("message", fault.message());
        return Answer.json(401, document).with("www-authenticate", "Keystone uri=\"" + identityUrl + "\"");
    }
}
