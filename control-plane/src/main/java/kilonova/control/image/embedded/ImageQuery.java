package kilonova.control.image.embedded;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a list of images is narrowed to, its order and its page. Empty parts do not narrow. Times are microseconds since
 * 1970, UTC.
 *
 * @param memberAnswer which shared images of others to show; empty means with any answer
 * @param order empty means newest first
 * @param after the last image of the page before
 */
record ImageQuery(
        List<String> names,
        List<String> ids,
        List<ImageState> states,
        List<String> diskFormats,
        List<String> containerFormats,
        Optional<Visibility> visibility,
        Optional<String> owner,
        List<String> tags,
        Optional<Boolean> isProtected,
        boolean hidden,
        OptionalLong minSize,
        OptionalLong maxSize,
        Optional<Membership.Answer> memberAnswer,
        Map<String, String> properties,
        OptionalLong createdSince,
        OptionalLong updatedSince,
        List<Order> order,
        Optional<String> after,
        int limit) {

    record Order(String key, boolean descending) {}

    /** A page of images, and whether there are more after it. */
    record Page(List<StoredImage> images, boolean more) {}
}
