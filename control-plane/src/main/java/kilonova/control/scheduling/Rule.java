package kilonova.control.scheduling;

import java.util.Optional;

/** The rules, in the order in which they remove hosts; the words complete "3 hosts …". */
enum Rule {
    DESTINATION("are not the one asked for"),
    TRIED("have failed to build it"),
    DOWN("are down", Filter.COMPUTE),
    DISABLED("are disabled"),
    ZONE("are in another zone"),
    TRAITS("lack a required trait or have a forbidden one"),
    RESOURCES("lack the resources"),
    SAME_HOST("run none of the servers of the hint same_host", Filter.SAME_HOST),
    DIFFERENT_HOST("run a server of the hint different_host", Filter.DIFFERENT_HOST),
    NEAR("are not near the hint build_near_host_ip", Filter.SIMPLE_CIDR_AFFINITY),
    QUERY("do not answer the hint query", Filter.JSON);

    private final String words;
    private final Optional<Filter> filter;

    Rule(String words) {
        this.words = words;
        this.filter = Optional.empty();
    }

    Rule(String words, Filter filter) {
        this.words = words;
        this.filter = Optional.of(filter);
    }

    /** Whether it is held: those behind a filter only where the site enables that. */
    boolean held(SchedulerSettings settings) {
        return filter.map(settings::enables).orElse(true);
    }

    String words() {
        return words;
    }
}
