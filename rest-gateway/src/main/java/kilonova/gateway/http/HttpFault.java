package kilonova.gateway.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A failure as HTTP tells it: a status code, one sentence for people, and headers that belong to it. */
public record HttpFault(int code, String message, Map<String, String> headers) {

    public HttpFault {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    public static HttpFault of(int code, String message) {
        return new HttpFault(code, message, Map.of());
    }

    /** Ends the request with this fault, from anywhere in a handler. */
    public HttpFaultException raise() {
        return new HttpFaultException(this);
    }
}
