package kilonova.gateway.compute.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Empty;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Paging;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;
import kilonova.image.v1.DeleteImageRequest;
import kilonova.image.v1.GetImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import kilonova.image.v1.ListImagesResponse;

/** The images resource. */
public final class ImageEndpoints {
    /** Whatever was asked of it, an image that is not there is missed in the same words. */
    static final ProblemWords MISSING = problem -> problem.getReason().equals("NotFound")
            ? Optional.of(HttpFault.of(404, "Image not found."))
            : Optional.empty();

    private ImageEndpoints() {}

    public static void bind(Bindings bindings) {
        bindings.on("GET", "/images", request -> list(request, ImageView::brief))
                .on("GET", "/images/detail", request -> list(request, ImageView::whole))
                .on("GET", "/images/{id}", ImageEndpoints::show)
                .on("DELETE", "/images/{id}", ImageEndpoints::delete);
        ImageMetadata.bind(bindings);
    }

    static ImageServiceBlockingStub images(ComputeRequest request) {
        return request.calls().to(ImageServiceGrpc::newBlockingStub);
    }

    static Image get(ComputeRequest request, String id) {
        return ProblemFault.telling(MISSING, () -> images(request)
                .getImage(GetImageRequest.newBuilder().setId(id).build()));
    }

    private static Answer list(ComputeRequest request, BiFunction<ImageView, Image, ObjectNode> view) {
        var views = ImageView.of(request);
        Predicate<Image> wanted = ImageQuery.wanted(request);
        var shape = new Paging.Shape<Image>(
                "images", "images_links", "images", Image::getId, image -> view.apply(views, image));
        String marker = request.query("marker").orElse("");
        return Paging.answer(request, Paging.limit(request), shape, (size, token) -> {
            ListImagesResponse found = images(request)
                    .listImages(ImageQuery.of(request)
                            .setPageSize(size)
                            .setAfterId(token.isEmpty() ? marker : token)
                            .build());
            List<Image> page = found.getImagesList();
            return new Paging.Page<>(
                    page.stream().filter(wanted).toList(),
                    found.getMore() ? page.getLast().getId() : "");
        });
    }

    private static Answer show(ComputeRequest request) {
        var document = Json.object();
        document.set("image", ImageView.of(request).whole(get(request, request.variable("id"))));
        return Answer.json(request.success(), document);
    }

    private static Answer delete(ComputeRequest request) {
        Empty _ = ProblemFault.telling(MISSING, () -> images(request)
                .deleteImage(DeleteImageRequest.newBuilder()
                        .setId(request.variable("id"))
                        .build()));
        return Answer.empty(request.success());
    }
}
