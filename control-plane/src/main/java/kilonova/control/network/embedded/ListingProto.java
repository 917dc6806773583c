package kilonova.control.network.embedded;

import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Optional;
import kilonova.network.v1.Listing;

/** What requests of all resources have in common. */
final class ListingProto {
    private static final int MAX_PAGE = 1000;

    private ListingProto() {}

    static ListQuery query(Listing listing) {
        return new ListQuery(
                listing.getFiltersList().stream()
                        .map(each -> new ListQuery.Filter(each.getAttribute(), each.getValuesList()))
                        .toList(),
                listing.getOrderByList().stream()
                        .map(each -> new ListQuery.Order(each.getAttribute(), each.getDescending()))
                        .toList(),
                listing.getAfterId().isEmpty() ? Optional.empty() : Optional.of(listing.getAfterId()),
                listing.getPageSize() <= 0 ? MAX_PAGE : Math.min(listing.getPageSize(), MAX_PAGE));
    }

    /** The paths of a mask, all of which the resource must know. */
    static List<String> paths(FieldMask mask, List<String> mutable) {
        for (String path : mask.getPathsList()) {
            if (!mutable.contains(path)) {
                throw Said.invalid(
                        "update_mask", "'" + path + "' (expected: some of " + String.join(", ", mutable) + ")");
            }
        }
        return List.copyOf(mask.getPathsList());
    }
}
