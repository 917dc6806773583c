package kilonova.gateway.compute.image;

import java.util.Locale;
import java.util.function.Predicate;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Times;
import kilonova.gateway.http.HttpFault;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageFilter;
import kilonova.image.v1.ImageStatus;
import kilonova.image.v1.ListImagesRequest;

/** Pure. What a query of the compute API asks of the image service. */
final class ImageQuery {
    private static final String PROPERTY = "property-";

    private ImageQuery() {}

    static ListImagesRequest.Builder of(ComputeRequest request) {
        var filter = ImageFilter.newBuilder();
        request.query("name").ifPresent(filter::addNames);
        request.query("status").map(ImageQuery::status).ifPresent(filter::addStatuses);
        request.query("changes-since")
                .map(text -> Times.parse("changes-since", text))
                .ifPresent(filter::setUpdatedSince);
        request.query("server")
                .map(server -> server.substring(server.lastIndexOf('/') + 1))
                .ifPresent(server -> filter.putProperties("instance_uuid", server));
        request.query("type").ifPresent(type -> filter.putProperties("image_type", type));
        request.exchange().query().names().stream()
                .filter(name -> name.startsWith(PROPERTY))
                .forEach(name -> filter.putProperties(
                        name.substring(PROPERTY.length()), request.query(name).orElse("")));
        return ListImagesRequest.newBuilder().setFilter(filter);
    }

    /** What the image service does not search by. */
    static Predicate<Image> wanted(ComputeRequest request) {
        var memory = request.query("minRam").map(ImageQuery::number);
        var disk = request.query("minDisk").map(ImageQuery::number);
        return image -> memory.filter(each -> each != image.getMinMemoryMb()).isEmpty()
                && disk.filter(each -> each != image.getMinDiskGb()).isEmpty();
    }

    private static ImageStatus status(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "active" -> ImageStatus.IMAGE_STATUS_ACTIVE;
            case "queued" -> ImageStatus.IMAGE_STATUS_QUEUED;
            case "saving" -> ImageStatus.IMAGE_STATUS_SAVING;
            case "deactivated" -> ImageStatus.IMAGE_STATUS_DEACTIVATED;
            default -> throw HttpFault.of(400, "Invalid status value: " + word).raise();
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException noNumber) {
            throw HttpFault.of(400, "Invalid filter value " + text + ": not a number")
                    .raise();
        }
    }
}
