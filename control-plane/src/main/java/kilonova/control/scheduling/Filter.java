package kilonova.control.scheduling;

import java.util.Arrays;
import java.util.Optional;

/** Nova's scheduler filters that there are here, under Nova's names. What else removes hosts is not for a site to choose. */
public enum Filter {
    /** The host's node is there, and nobody says that it is down. */
    COMPUTE("ComputeFilter"),
    /** The hint {@code same_host}: only hosts of one of these servers. */
    SAME_HOST("SameHostFilter"),
    /** The hint {@code different_host}: no host of one of these servers. */
    DIFFERENT_HOST("DifferentHostFilter"),
    /** The hints {@code build_near_host_ip} and {@code cidr}: only hosts whose address is in that network. */
    SIMPLE_CIDR_AFFINITY("SimpleCIDRAffinityFilter"),
    /** The hint {@code query}: only hosts for which the expression holds. It lets whoever asks learn what hosts are like. */
    JSON("JsonFilter");

    private final String novaName;

    Filter(String novaName) {
        this.novaName = novaName;
    }

    /** As operators write it. */
    public String novaName() {
        return novaName;
    }

    static Optional<Filter> named(String name) {
        return Arrays.stream(values())
                .filter(filter -> filter.novaName.equals(name))
                .findFirst();
    }
}
