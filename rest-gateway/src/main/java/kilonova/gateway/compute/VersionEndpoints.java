package kilonova.gateway.compute;

import kilonova.gateway.http.Answer;

/** The version documents, asked for below a version and with a token. */
final class VersionEndpoints {
    private VersionEndpoints() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", "/", request -> document(request, request.version().legacy() ? "v2.0" : "v2.1"))
                .on("GET", "/versions/{id}", request -> document(request, request.variable("id")))
                .on("ANY", "", request -> Answer.empty(request.success())
                        .with("location", request.links().versioned() + "/"));
    }

    private static Answer document(ComputeRequest request, String id) {
        return VersionDocuments.one(id, request.exchange().origin())
                .orElseThrow(() -> NovaFault.notFound().raise());
    }
}
