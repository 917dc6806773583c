package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Json;

/** The documents that say which versions there are: asked for without a token. */
final class VersionDocuments {
    private static final Api LEGACY = new Api("v2.0", "v2", "2", "DEPRECATED", "", "", "2025-07-04T12:00:00Z");
    private static final Api CURRENT = new Api(
            "v2.1",
            "v2.1",
            "2.1",
            "CURRENT",
            Microversion.NEWEST.toString(),
            Microversion.OLDEST.toString(),
            "2013-07-23T11:33:21Z");

    private record Api(
            String id, String path, String media, String status, String newest, String oldest, String updated) {}

    private VersionDocuments() {}

    /** All versions. */
    static Answer all(String origin) {
        var document = Json.object();
        var versions = document.putArray("versions");
        versions.add(version(LEGACY, origin, false));
        versions.add(version(CURRENT, origin, false));
        return Answer.json(200, document);
    }

    /** One version by its id, {@code v2.0} or {@code v2.1}. */
    static Optional<Answer> one(String id, String origin) {
        return api(id).map(api -> {
            var document = Json.object();
            document.set("version", version(api, origin, true));
            return Answer.json(200, document);
        });
    }

    private static Optional<Api> api(String id) {
        return Stream.of(LEGACY, CURRENT).filter(each -> each.id.equals(id)).findFirst();
    }

    /** For a path without a version: where it may have been meant to lead. */
    static Answer choices(String origin, String path) {
        var document = Json.object();
        var choices = document.putArray("choices");
        for (Api api : List.of(LEGACY, CURRENT)) {
            var choice = choices.addObject().put("id", api.id).put("status", api.status);
            choice.putArray("links").addObject().put("rel", "self").put("href", origin + "/" + api.path + path);
            mediaTypes(choice, api);
        }
        return Answer.json(300, document);
    }

    private static ObjectNode version(Api api, String origin, boolean whole) {
        var version = Json.object();
        version.put("id", api.id)
                .put("status", api.status)
                .put("version", api.newest)
                .put("min_version", api.oldest)
                .put("updated", api.updated);
        var links = version.putArray("links");
        links.addObject().put("rel", "self").put("href", origin + "/" + api.path + "/");
        if (whole) {
            links.addObject()
                    .put("rel", "describedby")
                    .put("type", "text/html")
                    .put("href", "http://docs.openstack.org/");
            mediaTypes(version, api);
        }
        return version;
    }

    private static void mediaTypes(ObjectNode version, Api api) {
        version.putArray("media-types")
                .addObject()
                .put("base", "application/json")
                .put("type", "application/vnd.openstack.compute+json;version=" + api.media);
    }
}
