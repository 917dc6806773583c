package kilonova.gateway.compute.image;

import com.google.protobuf.FieldMask;
import java.util.LinkedHashMap;
import java.util.Map;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;
import kilonova.image.v1.Image;
import kilonova.image.v1.UpdateImageRequest;

/** The metadata of images, which the image service calls properties. */
final class ImageMetadata {
    private static final String ALL = "/images/{image_id}/metadata";
    private static final String ONE = ALL + "/{id}";

    private ImageMetadata() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", ALL, request -> all(request, image(request)))
                .on("POST", ALL, ImageMetadata::add)
                .on("PUT", ALL, ImageMetadata::replace)
                .on("GET", ONE, ImageMetadata::show)
                .on("PUT", ONE, ImageMetadata::set)
                .on("DELETE", ONE, ImageMetadata::delete);
    }

    private static Image image(ComputeRequest request) {
        return ImageEndpoints.get(request, request.variable("image_id"));
    }

    private static Answer add(ComputeRequest request) {
        Image image = image(request);
        var properties = new LinkedHashMap<>(image.getPropertiesMap());
        properties.putAll(Values.texts(request.body().path("metadata")));
        return all(request, save(request, image, properties));
    }

    private static Answer replace(ComputeRequest request) {
        return all(
                request,
                save(request, image(request), Values.texts(request.body().path("metadata"))));
    }

    private static Answer show(ComputeRequest request) {
        String key = request.variable("id");
        Image image = image(request);
        if (!image.containsProperties(key)) {
            throw HttpFault.of(404, "The resource could not be found.").raise();
        }
        return one(request, Map.of(key, image.getPropertiesOrThrow(key)));
    }

    private static Answer set(ComputeRequest request) {
        String key = request.variable("id");
        Map<String, String> meta = Values.texts(request.body().path("meta"));
        if (!meta.containsKey(key)) {
            throw HttpFault.of(400, "Request body and URI mismatch").raise();
        }
        Image image = image(request);
        var properties = new LinkedHashMap<>(image.getPropertiesMap());
        properties.putAll(meta);
        save(request, image, properties);
        return one(request, meta);
    }

    private static Answer delete(ComputeRequest request) {
        String key = request.variable("id");
        Image image = image(request);
        if (!image.containsProperties(key)) {
            throw HttpFault.of(404, "Invalid metadata key").raise();
        }
        var properties = new LinkedHashMap<>(image.getPropertiesMap());
        properties.remove(key);
        save(request, image, properties);
        return Answer.empty(request.success());
    }

    /** Nobody's change in between is lost: the image must be the one whose properties were read. */
    private static Image save(ComputeRequest request, Image seen, Map<String, String> properties) {
        return ProblemFault.telling(ImageEndpoints.MISSING, () -> ImageEndpoints.images(request)
                .updateImage(UpdateImageRequest.newBuilder()
                        .setImage(Image.newBuilder()
                                .setId(seen.getId())
                                .setEtag(seen.getEtag())
                                .putAllProperties(properties))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("properties"))
                        .build()));
    }

    private static Answer all(ComputeRequest request, Image image) {
        var document = Json.object();
        Values.put(document, "metadata", image.getPropertiesMap());
        return Answer.json(request.success(), document);
    }

    private static Answer one(ComputeRequest request, Map<String, String> meta) {
        var document = Json.object();
        Values.put(document, "meta", meta);
        return Answer.json(request.success(), document);
    }
}
