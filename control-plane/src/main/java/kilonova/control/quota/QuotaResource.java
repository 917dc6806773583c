package kilonova.control.quota;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is limited, by Nova's names, and Nova's limits where nobody set others. */
public enum QuotaResource {
    INSTANCES(10),
    CORES(20),
    /** MiB. */
    RAM(51_200),
    METADATA_ITEMS(128),
    INJECTED_FILES(5),
    INJECTED_FILE_CONTENT_BYTES(10_240),
    INJECTED_FILE_PATH_BYTES(255),
    KEY_PAIRS(100),
    SERVER_GROUPS(10),
    SERVER_GROUP_MEMBERS(10),
    /** This and what follows is kept for old clients; the network service has limits of its own. */
    FIXED_IPS(Quota.UNLIMITED),
    FLOATING_IPS(Quota.UNLIMITED),
    SECURITY_GROUPS(Quota.UNLIMITED),
    SECURITY_GROUP_RULES(Quota.UNLIMITED);

    private final long usualLimit;

    QuotaResource(long usualLimit) {
        this.usualLimit = usualLimit;
    }

    /** The name on the wire and in rows. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    long usualLimit() {
        return usualLimit;
    }

    static Optional<QuotaResource> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
