package kilonova.gateway.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.QueryParams;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.image.v1.AddImageTagRequest;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.DeactivateImageRequest;
import kilonova.image.v1.DeleteImageRequest;
import kilonova.image.v1.GetImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import kilonova.image.v1.ListImagesRequest;
import kilonova.image.v1.ListImagesResponse;
import kilonova.image.v1.ReactivateImageRequest;
import kilonova.image.v1.RemoveImageTagRequest;

/** What is said of images. */
final class ImageRoutes {
    private static final String PATCH = "application/openstack-images-v2.1-json-patch";
    private static final String SHORT_PATCH = "application/openstack-images-v2.0-json-patch";

    private ImageRoutes() {}

    static void on(Routes routes) {
        routes.get("/v2/images", ImageRoutes::list)
                .post("/v2/images", ImageRoutes::create)
                .get("/v2/images/{id}", e -> Answer.json(200, ImageView.image(get(e))))
                .patch("/v2/images/{id}", ImageRoutes::patch)
                .delete("/v2/images/{id}", ImageRoutes::delete)
                .put("/v2/images/{id}/tags/{tag}", ImageRoutes::addTag)
                .delete("/v2/images/{id}/tags/{tag}", ImageRoutes::removeTag)
                .post("/v2/images/{id}/actions/deactivate", ImageRoutes::deactivate)
                .post("/v2/images/{id}/actions/reactivate", ImageRoutes::reactivate);
    }

    private static Answer list(Exchange exchange) {
        ListImagesRequest request = ImageSearch.of(exchange.query());
        boolean none = ImageSearch.limit(exchange.query()) == 0;
        ListImagesResponse page =
                none ? ListImagesResponse.getDefaultInstance() : stub(exchange).listImages(request);
        ObjectNode view = Json.object();
        var images = view.putArray("images");
        page.getImagesList().forEach(image -> images.add(ImageView.image(image)));
        view.put("first", link(exchange, Optional.empty()));
        if (page.getMore()) {
            view.put(
                    "next",
                    link(exchange, Optional.of(page.getImagesList().getLast().getId())));
        }
        view.put("schema", "/v2/schemas/images");
        return Answer.json(200, view);
    }

    private static String link(Exchange exchange, Optional<String> marker) {
        var query = QueryParams.builder().add(exchange.query());
        query.remove("marker");
        marker.ifPresent(id -> query.add("marker", id));
        String text = query.build().toQueryString();
        return text.isEmpty() ? "/v2/images" : "/v2/images?" + text;
    }

    private static Answer create(Exchange exchange) {
        Image said = ImageBody.created(ImageBody.json(exchange));
        Image made = stub(exchange)
                .createImage(CreateImageRequest.newBuilder().setImage(said).build());
        return Answer.json(201, ImageView.image(made))
                .with("location", exchange.origin() + "/v2/images/" + made.getId());
    }

    static Image get(Exchange exchange) {
        return stub(exchange)
                .getImage(GetImageRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .build());
    }

    private static Answer patch(Exchange exchange) {
        String type = exchange.header("content-type").orElse("");
        boolean shortForm = type.startsWith(SHORT_PATCH);
        if (!shortForm && !type.startsWith(PATCH)) {
            throw new HttpFault(
                            415,
                            "Expected content type " + PATCH + ", not '" + type + "'.",
                            Map.of("accept-patch", PATCH + ", " + SHORT_PATCH))
                    .raise();
        }
        var operations = ImageBody.json(exchange);
        var update = ImagePatch.over(
                get(exchange), operations, shortForm, exchange.calls().keyed());
        return Answer.json(200, ImageView.image(stub(exchange).updateImage(update)));
    }

    @SuppressWarnings("CheckReturnValue")
    private static Answer delete(Exchange exchange) {
        stub(exchange)
                .deleteImage(DeleteImageRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .build());
        return Answer.empty(204);
    }

    @SuppressWarnings("CheckReturnValue")
    private static Answer addTag(Exchange exchange) {
        stub(exchange)
                .addImageTag(AddImageTagRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .setTag(exchange.variable("tag"))
                        .build());
        return Answer.empty(204);
    }

    @SuppressWarnings("CheckReturnValue")
    private static Answer removeTag(Exchange exchange) {
        stub(exchange)
                .removeImageTag(RemoveImageTagRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .setTag(exchange.variable("tag"))
                        .build());
        return Answer.empty(204);
    }

    @SuppressWarnings("CheckReturnValue")
    private static Answer deactivate(Exchange exchange) {
        stub(exchange)
                .deactivateImage(DeactivateImageRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .build());
        return Answer.empty(204);
    }

    @SuppressWarnings("CheckReturnValue")
    private static Answer reactivate(Exchange exchange) {
        stub(exchange)
                .reactivateImage(ReactivateImageRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .build());
        return Answer.empty(204);
    }

    private static ImageServiceBlockingStub stub(Exchange exchange) {
        return exchange.calls().to(ImageServiceGrpc::newBlockingStub);
    }
}
