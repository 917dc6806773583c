package kilonova.gateway.placement;

import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Json;

/** Which versions there are: asked for without a token. */
final class RootDocument {
    private RootDocument() {}

    static Answer answer(PlacementRequest request) {
        var document = Json.object();
        document.putArray("versions")
                .addObject()
                .put("id", "v1.0")
                .put("max_version", PlacementVersion.NEWEST.toString())
                .put("min_version", PlacementVersion.OLDEST.toString())
                .put("status", "CURRENT")
                .putArray("links")
                .addObject()
                .put("rel", "self")
                .put("href", "");
        return Answer.json(200, document);
    }
}
