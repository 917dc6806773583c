package kilonova.gateway.image;

import com.google.protobuf.Timestamp;
import com.linecorp.armeria.common.QueryParams;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kilonova.image.v1.ImageFilter;
import kilonova.image.v1.ImageOrder;
import kilonova.image.v1.ImageStatus;
import kilonova.image.v1.ListImagesRequest;
import kilonova.image.v1.MemberStatus;

/** Pure. The query of {@code GET /v2/images}: the list it asks for. */
final class ImageSearch {
    static final int PAGE = 25;
    static final int MAX_PAGE = 1000;

    private ImageSearch() {}

    static ListImagesRequest of(QueryParams query) {
        var request = ListImagesRequest.newBuilder().setPageSize(limit(query));
        var filter = ImageFilter.newBuilder();
        for (String key : query.names()) {
            String value = query.get(key, "");
            switch (key) {
                case "limit", "sort_dir" -> {}
                case "marker" -> request.setAfterId(value);
                case "sort" -> request.addAllOrderBy(sorts(value));
                case "sort_key" -> request.addAllOrderBy(sortKeys(query));
                case "tag" -> filter.addAllTags(query.getAll("tag"));
                default -> narrow(filter, key, value);
            }
        }
        return request.setFilter(filter).build();
    }

    static int limit(QueryParams query) {
        String text = query.get("limit", Integer.toString(PAGE));
        if (!text.matches("\\d{1,9}")) {
            throw ImageBody.bad("limit param must be an integer, zero or more");
        }
        return Math.min(Integer.parseInt(text), MAX_PAGE);
    }

    private static void narrow(ImageFilter.Builder filter, String key, String value) {
        switch (key) {
            case "name" -> filter.addAllNames(several(value));
            case "id" -> filter.addAllIds(several(value));
            case "status" -> several(value).forEach(word -> filter.addStatuses(status(word)));
            case "disk_format" -> filter.addAllDiskFormats(several(value));
            case "container_format" -> filter.addAllContainerFormats(several(value));
            case "visibility" -> {
                if (!value.equals("all")) {
                    filter.setVisibility(ImageBody.visibility(value));
                }
            }
            case "owner" -> filter.setOwner(value);
            case "protected" -> filter.setProtected(flag(key, value));
            case "os_hidden", "is_hidden" -> filter.setHidden(flag(key, value));
            case "size_min" -> filter.setMinSizeBytes(number(key, value));
            case "size_max" -> filter.setMaxSizeBytes(number(key, value));
            case "member_status" -> memberStatus(filter, value);
            case "created_at" -> filter.setCreatedSince(since(key, value));
            case "updated_at" -> filter.setUpdatedSince(since(key, value));
            default -> filter.putProperties(key, value);
        }
    }

    /** {@code in:a,b} or one value. */
    private static List<String> several(String value) {
        if (!value.startsWith("in:")) {
            return List.of(value);
        }
        var values = new ArrayList<String>();
        for (String each : com.google.common.base.Splitter.on(',').split(value.substring(3))) {
            values.add(
                    each.startsWith("\"") && each.endsWith("\"") && each.length() > 1
                            ? each.substring(1, each.length() - 1)
                            : each);
        }
        return values;
    }

    private static List<ImageOrder> sorts(String text) {
        var orders = new ArrayList<ImageOrder>();
        for (String each : com.google.common.base.Splitter.on(',').split(text)) {
            int colon = each.indexOf(':');
            String key = colon < 0 ? each : each.substring(0, colon);
            orders.add(order(key, colon < 0 ? "desc" : each.substring(colon + 1)));
        }
        return orders;
    }

    private static List<ImageOrder> sortKeys(QueryParams query) {
        List<String> directions = query.getAll("sort_dir");
        var orders = new ArrayList<ImageOrder>();
        for (String key : query.getAll("sort_key")) {
            String direction =
                    directions.isEmpty() ? "desc" : directions.get(Math.min(orders.size(), directions.size() - 1));
            orders.add(order(key, direction));
        }
        return orders;
    }

    private static ImageOrder order(String key, String direction) {
        boolean descending =
                switch (direction.toLowerCase(Locale.ROOT)) {
                    case "desc" -> true;
                    case "asc" -> false;
                    default -> throw ImageBody.bad("Invalid sort direction: " + direction);
                };
        return ImageOrder.newBuilder()
                .setKey(key.strip())
                .setDescending(descending)
                .build();
    }

    private static void memberStatus(ImageFilter.Builder filter, String value) {
        switch (value) {
            case "all" -> filter.setAnyMemberStatus(true);
            case "accepted" -> filter.setMemberStatus(MemberStatus.MEMBER_STATUS_ACCEPTED);
            case "pending" -> filter.setMemberStatus(MemberStatus.MEMBER_STATUS_PENDING);
            case "rejected" -> filter.setMemberStatus(MemberStatus.MEMBER_STATUS_REJECTED);
            default -> throw ImageBody.bad("Invalid status: " + value);
        }
    }

    private static ImageStatus status(String word) {
        return switch (word) {
            case "queued" -> ImageStatus.IMAGE_STATUS_QUEUED;
            case "saving" -> ImageStatus.IMAGE_STATUS_SAVING;
            case "active" -> ImageStatus.IMAGE_STATUS_ACTIVE;
            case "deactivated" -> ImageStatus.IMAGE_STATUS_DEACTIVATED;
            default -> throw ImageBody.bad("Invalid status value: " + word);
        };
    }

    private static Timestamp since(String key, String value) {
        if (!value.startsWith("gte:")) {
            throw ImageBody.bad("Unable to filter by " + key + " with '" + value + "' (expected: gte:TIME)");
        }
        try {
            var time = Instant.parse(value.substring(4));
            return Timestamp.newBuilder()
                    .setSeconds(time.getEpochSecond())
                    .setNanos(time.getNano())
                    .build();
        } catch (DateTimeParseException none) {
            throw ImageBody.bad("Invalid time format for " + key + ".");
        }
    }

    private static boolean flag(String key, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw ImageBody.bad("invalid value '" + value + "' for " + key + " filter: 'true' or 'false' only");
        };
    }

    private static long number(String key, String value) {
        if (!value.matches("\\d{1,18}")) {
            throw ImageBody.bad("invalid value '" + value + "' for " + key + ": a number, zero or more");
        }
        return Long.parseLong(value);
    }
}
