package kilonova.gateway.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Method and path to handler, for faces whose table needs no more than that. Filled once, then only read. */
public final class Routes {
    private final PathTable<Map<String, Handler>> table = new PathTable<>();

    /** Answers one request; may block. */
    @FunctionalInterface
    public interface Handler {
        Answer handle(Exchange exchange);
    }

    public Routes get(String pattern, Handler handler) {
        return on("GET", pattern, handler);
    }

    public Routes post(String pattern, Handler handler) {
        return on("POST", pattern, handler);
    }

    public Routes put(String pattern, Handler handler) {
        return on("PUT", pattern, handler);
    }

    public Routes patch(String pattern, Handler handler) {
        return on("PATCH", pattern, handler);
    }

    public Routes delete(String pattern, Handler handler) {
        return on("DELETE", pattern, handler);
    }

    public Routes on(String method, String pattern, Handler handler) {
        Map<String, Handler> methods = table.at(pattern).orElseGet(() -> {
            var fresh = new LinkedHashMap<String, Handler>();
            table.put(pattern, fresh);
            return fresh;
        });
        if (methods.put(method, handler) != null) {
            throw new IllegalArgumentException(method + " " + pattern + ": routed twice");
        }
        return this;
    }

    /**
     * Calls the handler of this method and path; HEAD is answered by GET.
     *
     * @throws HttpFaultException 404 for an unknown path, 405 for an unknown method of a known one
     */
    public Answer handle(Exchange exchange) {
        var match = table.find(exchange.path()).orElseThrow(() -> HttpFault.of(404, "The resource could not be found.")
                .raise());
        String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        return Optional.ofNullable(match.value().get(exchange.method()))
                .or(() -> Optional.ofNullable(match.value().get(method)))
                .orElseThrow(() -> new HttpFault(
                                405,
                                "The method is not allowed for this resource.",
                                Map.of("allow", String.join(", ", match.value().keySet())))
                        .raise())
                .handle(exchange.with(match.variables()));
    }
}
