package kilonova.gateway.compute.flavor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import kilonova.compute.v1.DeleteFlavorExtraSpecRequest;
import kilonova.compute.v1.Flavor;
import kilonova.compute.v1.SetFlavorExtraSpecsRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** The extra specs of a flavor. */
final class FlavorExtraSpecs {
    private static final String PATH = "/flavors/{flavor_id}/os-extra_specs";
    /** From here on values in known namespaces are checked. */
    private static final int CHECKED = 86;

    private FlavorExtraSpecs() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", PATH, request -> all(request, get(request).getExtraSpecsMap()))
                .on("POST", PATH, FlavorExtraSpecs::create)
                .on("GET", PATH + "/{id}", FlavorExtraSpecs::show)
                .on("PUT", PATH + "/{id}", FlavorExtraSpecs::update)
                .on("DELETE", PATH + "/{id}", FlavorExtraSpecs::delete);
    }

    private static Flavor get(ComputeRequest request) {
        return FlavorEndpoints.get(request, "flavor_id");
    }

    private static Answer all(ComputeRequest request, Map<String, String> specs) {
        var document = Json.object();
        Values.put(document, "extra_specs", specs);
        return Answer.json(request.success(), document);
    }

    private static Answer create(ComputeRequest request) {
        var specs = Values.texts(request.body().path("extra_specs"));
        set(request, specs);
        return all(request, specs);
    }

    private static void set(ComputeRequest request, Map<String, String> specs) {
        FlavorEndpoints.flavors(request)
                .setFlavorExtraSpecs(SetFlavorExtraSpecsRequest.newBuilder()
                        .setId(request.variable("flavor_id"))
                        .putAllExtraSpecs(specs)
                        .setLenient(!request.atLeast(CHECKED))
                        .build());
    }

    private static Answer show(ComputeRequest request) {
        String key = request.variable("id");
        return Answer.json(request.success(), Json.object().put(key, value(request, key)));
    }

    private static String value(ComputeRequest request, String key) {
        if (get(request).getExtraSpecsMap().get(key) instanceof String value) {
            return value;
        }
        throw HttpFault.of(404, "Flavor " + request.variable("flavor_id") + " has no extra specs with key " + key + ".")
                .raise();
    }

    private static Answer update(ComputeRequest request) {
        String key = request.variable("id");
        JsonNode body = request.body();
        if (!body.has(key)) {
            throw HttpFault.of(400, "Request body and URI mismatch").raise();
        }
        var specs = Values.texts(body);
        set(request, specs);
        return Answer.json(request.success(), Json.object().put(key, specs.get(key)));
    }

    private static Answer delete(ComputeRequest request) {
        String key = request.variable("id");
        value(request, key);
        FlavorEndpoints.flavors(request)
                .deleteFlavorExtraSpec(DeleteFlavorExtraSpecRequest.newBuilder()
                        .setId(request.variable("flavor_id"))
                        .setKey(key)
                        .build());
        return Answer.empty(request.success());
    }
}
