package kilonova.control.flavor;

import java.util.List;
import java.util.Optional;

/**
 * Which flavors to list, in which order.
 *
 * @param after starts after this flavor
 * @param minMemoryMb MiB
 * @param minDiskGb GiB
 * @param changedSince microseconds since 1970; 0 means always
 * @param name a regular expression, searched for
 */
public record FlavorQuery(
        int limit,
        Optional<String> after,
        Visibility visibility,
        int minMemoryMb,
        int minDiskGb,
        SortKey key,
        boolean descending,
        long changedSince,
        Optional<String> name) {

    public enum Visibility {
        /** Open flavors, and private ones of the caller's project. What others than administrators get in any case. */
        MINE,
        OPEN,
        PRIVATE,
        ALL
    }

    /** By Nova's names; flavors that are equal in it follow each other by id. */
    public enum SortKey {
        FLAVORID,
        NAME,
        DESCRIPTION,
        VCPUS,
        MEMORY_MB,
        ROOT_GB,
        EPHEMERAL_GB,
        SWAP,
        RXTX_FACTOR,
        IS_PUBLIC,
        DISABLED,
        CREATED_AT,
        UPDATED_AT,
        /** The order of creation. */
        ID,
        /** Kept for old clients; all flavors are equal in it. */
        VCPU_WEIGHT
    }

    /** @param next where the next page begins; empty on the last page */
    public record Page(List<Flavor> flavors, Optional<String> next) {
        public Page {
            flavors = List.copyOf(flavors);
        }
    }
}
