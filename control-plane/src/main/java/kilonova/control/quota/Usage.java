package kilonova.control.quota;

/** What servers use: their number, their virtual CPUs, their memory in MiB. */
public record Usage(long instances, long cores, long ramMb) {
    public static final Usage NONE = new Usage(0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(instances + other.instances, cores + other.cores, ramMb + other.ramMb);
    }

    public Usage minus(Usage other) {
        return new Usage(instances - other.instances, cores - other.cores, ramMb - other.ramMb);
    }

    long of(QuotaResource resource) {
        return switch (resource) {
            case INSTANCES -> instances;
            case CORES -> cores;
            case RAM -> ramMb;
            case METADATA_ITEMS,
                    INJECTED_FILES,
                    INJECTED_FILE_CONTENT_BYTES,
                    INJECTED_FILE_PATH_BYTES,
                    KEY_PAIRS,
                    SERVER_GROUPS,
                    SERVER_GROUP_MEMBERS,
                    FIXED_IPS,
                    FLOATING_IPS,
                    SECURITY_GROUPS,
                    SECURITY_GROUP_RULES -> 0;
        };
    }
}
