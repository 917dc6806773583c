package kilonova.gateway.compute.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Json;
import kilonova.identity.v1.CatalogEntry;
import kilonova.identity.v1.CatalogServiceGrpc;
import kilonova.identity.v1.Endpoint;
import kilonova.identity.v1.ListCatalogEntriesRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageStatus;

/**
 * Images as Nova spells them.
 *
 * @param home where the image service is; empty while the catalog does not say
 */
record ImageView(ComputeRequest request, String home) {

    static ImageView of(ComputeRequest request) {
        String home = request
                .calls()
                .to(CatalogServiceGrpc::newBlockingStub)
                .listCatalogEntries(ListCatalogEntriesRequest.getDefaultInstance())
                .getEntriesList()
                .stream()
                .filter(entry -> entry.getType().equals("image"))
                .map(CatalogEntry::getEndpointsList)
                .flatMap(List::stream)
                .filter(endpoint -> endpoint.getInterface().equals("public"))
                .map(Endpoint::getUrl)
                .findFirst()
                .orElse("");
        return new ImageView(request, home);
    }

    ObjectNode brief(Image image) {
        var view = Json.object().put("id", image.getId()).put("name", image.getName());
        links(view, image);
        return view;
    }

    ObjectNode whole(Image image) {
        var view = brief(image)
                .put("minRam", image.getMinMemoryMb())
                .put("minDisk", image.getMinDiskGb())
                .put("created", Times.seconds(image.getCreateTime()))
                .put("updated", Times.seconds(image.getUpdateTime()))
                .put("status", status(image.getStatus()))
                .put("progress", progress(image.getStatus()));
        if (image.hasSizeBytes()) {
            view.put("OS-EXT-IMG-SIZE:size", image.getSizeBytes());
        } else {
            view.putNull("OS-EXT-IMG-SIZE:size");
        }
        Values.put(view, "metadata", image.getPropertiesMap());
        if (image.containsProperties("auto_disk_config")) {
            view.put(
                    "OS-DCF:diskConfig",
                    Values.truth(image.getPropertiesOrThrow("auto_disk_config")) ? "AUTO" : "MANUAL");
        }
        if (image.containsProperties("instance_uuid")) {
            String server = image.getPropertiesOrThrow("instance_uuid");
            request.links().both(view.putObject("server").put("id", server), "servers", server);
        }
        return view;
    }

    private void links(ObjectNode view, Image image) {
        request.links().both(view, "images", image.getId());
        view.withArray("links")
                .addObject()
                .put("rel", "alternate")
                .put("type", "application/vnd.openstack.image")
                .put("href", home + "/images/" + image.getId());
    }

    private static String status(ImageStatus status) {
        return switch (status) {
            case IMAGE_STATUS_ACTIVE -> "ACTIVE";
            case IMAGE_STATUS_QUEUED, IMAGE_STATUS_SAVING -> "SAVING";
            case IMAGE_STATUS_DEACTIVATED, IMAGE_STATUS_UNSPECIFIED, UNRECOGNIZED -> "UNKNOWN";
        };
    }

    private static int progress(ImageStatus status) {
        return switch (status) {
            case IMAGE_STATUS_ACTIVE -> 100;
            case IMAGE_STATUS_SAVING -> 50;
            case IMAGE_STATUS_QUEUED -> 25;
            case IMAGE_STATUS_DEACTIVATED, IMAGE_STATUS_UNSPECIFIED, UNRECOGNIZED -> 0;
        };
    }
}
