package kilonova.gateway.compute.extension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** The extensions resource. The list holds one entry more for the legacy API. */
public final class ExtensionEndpoints {
    private static final String LEGACY_ONLY = "OS-EXT-VIF-NET";

    private final JsonNode extensions;

    private ExtensionEndpoints(JsonNode extensions) {
        this.extensions = extensions;
    }

    public static void bind(Bindings bindings) {
        var resource = new ExtensionEndpoints(read());
        bindings.on("GET", "/extensions", resource::list).on("GET", "/extensions/{id}", resource::show);
    }

    private static JsonNode read() {
        try (var in = ExtensionEndpoints.class.getResourceAsStream("/kilonova/gateway/compute/extensions.json")) {
            if (in == null) {
                throw new IllegalStateException("extensions.json: not in the jar");
            }
            return Json.parse(in.readAllBytes()).orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Stream<JsonNode> seen(ComputeRequest request) {
        return StreamSupport.stream(extensions.spliterator(), false)
                .filter(each -> request.version().legacy()
                        || !each.path("alias").asText().equals(LEGACY_ONLY));
    }

    private Answer list(ComputeRequest request) {
        var document = Json.object();
        var list = document.putArray("extensions");
        seen(request).forEach(each -> list.add(view(each)));
        return Answer.json(request.success(), document);
    }

    private Answer show(ComputeRequest request) {
        var found = seen(request)
                .filter(each -> each.path("alias").asText().equals(request.variable("id")))
                .findFirst()
                .orElseThrow(() ->
                        HttpFault.of(404, "The resource could not be found.").raise());
        var document = Json.object();
        document.set("extension", view(found));
        return Answer.json(request.success(), document);
    }

    private static ObjectNode view(JsonNode extension) {
        var view = ((ObjectNode) extension.deepCopy())
                .put("namespace", "http://docs.openstack.org/compute/ext/fake_xml")
                .put("updated", "2014-12-03T00:00:00Z");
        view.putArray("links");
        return view;
    }
}
