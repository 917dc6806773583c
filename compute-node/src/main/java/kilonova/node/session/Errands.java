package kilonova.node.session;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import kilonova.node.guest.GuestKeeper;
import kilonova.node.guest.Order;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of hypervisors, and may block: done by the workers; what comes of it returns through the inbox. */
final class Errands {
    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

    private final Journal journal;
    private final Executor workers;
    private final Inbox inbox;

    Errands(Journal journal, Executor workers, Inbox inbox) {
        this.journal = journal;
        this.workers = workers;
        this.inbox = inbox;
    }

    /** Looks at every guest of a host and makes its report. One of the two hears of it, whatever happens. */
    void list(KeptHost host, Consumer<KeptHost.Listing> seen, Consumer<GuestTrouble> failed) {
        workers.execute(() -> {
            try {
                var listing = new KeptHost.Listing(host.hypervisor.report(), host.hypervisor.guests());
                inbox.post(() -> seen.accept(listing));
            } catch (RuntimeException | Error failure) {
                var trouble = trouble(host.hypervisor.name(), failure);
                LOG.warn("host {}: its hypervisor cannot be looked at: {}", host.hypervisor.name(), reason(trouble));
                inbox.post(() -> failed.accept(trouble));
            }
        });
    }

    /** Looks at one guest; nothing comes of it when that fails. */
    void look(KeptHost host, String serverId, Consumer<Guest> seen) {
        workers.execute(() -> observed(host, serverId).ifPresent(guest -> inbox.post(() -> seen.accept(guest))));
    }

    /** Carries out an order and tells the keeper how it ended; {@code stirred} runs whenever that changed something. */
    void carryOut(KeptHost host, GuestKeeper keeper, Order order, Runnable stirred, Runnable after) {
        workers.execute(() -> {
            var serverId = keeper.key().serverId();
            try {
                if (order.once()) {
                    journal.force();
                }
                order.action()
                        .ifPresent(action -> host.hypervisor.carryOut(
                                action,
                                progress -> inbox.post(() -> {
                                    keeper.at(progress);
                                    stirred.run();
                                })));
                var guest = host.hypervisor.observe(serverId);
                inbox.post(() -> {
                    keeper.done(guest);
                    after.run();
                });
            } catch (RuntimeException | Error failure) {
                var trouble = trouble(serverId, failure);
                var guest = observed(host, serverId);
                inbox.post(() -> {
                    keeper.failed(trouble, guest);
                    after.run();
                });
            }
        });
    }

    private static Optional<Guest> observed(KeptHost host, String serverId) {
        try {
            return Optional.of(host.hypervisor.observe(serverId));
        } catch (RuntimeException | Error failure) {
            LOG.warn("guest {}: cannot be looked at: {}", serverId, reason(failure));
            return Optional.empty();
        }
    }

    private static GuestTrouble trouble(String about, Throwable failure) {
        return switch (failure) {
            case GuestTrouble known -> known;
            case UncheckedIOException journal ->
                new GuestTrouble(FaultReason.DISK_FULL, "The node cannot write its journal.", journal);
            default -> {
                LOG.error("{}: failed in a way nobody foresaw", about, failure);
                yield new GuestTrouble(
                        FaultReason.INTERNAL,
                        "The node failed: " + failure.getClass().getSimpleName(),
                        failure);
            }
        };
    }

    private static String reason(Throwable failure) {
        return failure instanceof GuestTrouble known
                ? known.reason().wireName() + ": " + known.getMessage()
                : failure.toString();
    }
}
