package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The links in answers, spelled as the caller spelled the request: same origin, and the project when it was there. */
public record Links(String versioned, String bare) {

    static Links of(ComputeRequest request) {
        String origin = request.exchange().origin();
        String project = request.project().map(each -> "/" + each).orElse("");
        String version = request.version().legacy() ? "/v2" : "/v2.1";
        return new Links(origin + version + project, origin + project);
    }

    /** {@code links} of a resource: to itself in this version, and for good. */
    public void both(ObjectNode resource, String collection, String id) {
        ArrayNode links = resource.putArray("links");
        link(links, "self", self(collection, id));
        link(links, "bookmark", bare + "/" + collection + "/" + id);
    }

    /** {@code links} of a resource within another. */
    public void bookmark(ObjectNode resource, String collection, String id) {
        link(resource.putArray("links"), "bookmark", bare + "/" + collection + "/" + id);
    }

    public String self(String collection, String id) {
        return versioned + "/" + collection + "/" + id;
    }

    /** The page after {@code marker}: the same query, from there on. */
    public String next(ComputeRequest request, String collection, String marker) {
        var parameters = request.exchange().query().stream()
                .filter(each -> !each.getKey().equals("marker"))
                .collect(Collectors.toCollection(ArrayList::new));
        parameters.add(Map.entry("marker", marker));
        return versioned + "/" + collection + "?" + query(parameters);
    }

    private static String query(List<Map.Entry<String, String>> parameters) {
        return parameters.stream()
                .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void link(ArrayNode links, String rel, String href) {
        links.addObject().put("rel", rel).put("href", href);
    }
}
