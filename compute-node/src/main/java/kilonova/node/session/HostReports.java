package kilonova.node.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.v1.HypervisorReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports of the node's hosts: made anew now and then, and when a hypervisor says that it changed. A hypervisor that cannot
 * be asked is reported as it last was, with its trouble.
 */
final class HostReports {
    private static final Logger LOG = LoggerFactory.getLogger(HostReports.class);

    private final Collection<KeptHost> hosts;
    private final Executor workers;
    private final Inbox inbox;
    private final Duration every;
    private final Map<String, HypervisorReport> news = new LinkedHashMap<>();
    private Instant due;

    /** @param hosts as they are, also those that are added later */
    HostReports(Collection<KeptHost> hosts, Executor workers, Inbox inbox, Duration every, Instant now) {
        this.hosts = hosts;
        this.workers = workers;
        this.inbox = inbox;
        this.every = every;
        this.due = now.plus(every);
    }

    Instant due() {
        return due;
    }

    void runDue(Instant now) {
        if (!now.isBefore(due)) {
            due = now.plus(every);
            hosts.forEach(this::make);
        }
    }

    /** Asks the hypervisor; what differs from the report before is news. */
    void make(KeptHost host) {
        workers.execute(() -> {
            try {
                var report = host.hypervisor.report();
                inbox.post(() -> taken(host, host.reported(report)));
            } catch (GuestTrouble trouble) {
                LOG.warn("host {}: {}", host.hypervisor.name(), trouble.getMessage());
                inbox.post(() -> taken(host, host.troubled(String.valueOf(trouble.getMessage()))));
            } catch (RuntimeException | Error bug) {
                LOG.error("host {}: no report", host.hypervisor.name(), bug);
            }
        });
    }

    private void taken(KeptHost host, boolean changed) {
        if (changed) {
            host.report().ifPresent(report -> news.put(host.id, report));
        }
    }

    boolean isEmpty() {
        return news.isEmpty();
    }

    /** What has changed and was not told since. */
    List<HypervisorReport> take() {
        var taken = new ArrayList<HypervisorReport>(news.values());
        news.clear();
        return taken;
    }
}
