package kilonova.control.network.embedded;

import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Optional;
import kilonova.control.edge.Paging;
import kilonova.control.identity.Principal;
import kilonova.network.v1.Listing;

/** What requests of all resources have in common. */
final class ListingProto {
    private static final int MAX_PAGE = 1000;

    private ListingProto() {}

    /** @throws kilonova.kernel.ProblemException Invalid for a token of another list */
    static ListQuery query(Principal who, Listing listing) {
        return new ListQuery(
                listing.getFiltersList().stream()
                        .map(each -> new ListQuery.Filter(each.getAttribute(), each.getValuesList()))
                        .toList(),
                listing.getOrderByList().stream()
                        .map(each -> new ListQuery.Order(each.getAttribute(), each.getDescending()))
                        .toList(),
                listing.getAfterId().isEmpty() ? Optional.empty() : Optional.of(listing.getAfterId()),
                Paging.place(listing.getPageToken(), listing, who),
                listing.getPageSize() <= 0 ? MAX_PAGE : Math.min(listing.getPageSize(), MAX_PAGE));
    }

    /** The token of what comes after the page, empty when nothing does. */
    static String token(Principal who, Listing listing, ListQuery.Page<?> page) {
        return page.next().map(place -> Paging.token(place, listing, who)).orElse("");
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
