package kilonova.node.session;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import kilonova.kernel.Env;
import kilonova.node.guest.GuestKeeper;
import kilonova.node.guest.Order;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.journal.GuestKey;
import kilonova.node.journal.GuestRecord;
import kilonova.node.journal.Journal;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.Wish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the guests of every host: hands orders to the workers, takes what comes back, and gathers what is to be told. */
final class GuestDesk {
    private static final Logger LOG = LoggerFactory.getLogger(GuestDesk.class);
    /** How long a guest that is gone is remembered, so that a late wish of before does not bring it back. */
    private static final Duration REMEMBER_GONE = Duration.ofSeconds(60);

    private record Timer(Instant at, KeptHost host, GuestKeeper keeper) {}

    private final Journal journal;
    private final Env env;
    private final SessionSettings settings;
    private final Executor workers;
    private final Inbox inbox;
    private final Map<GuestKey, GuestRecord> remembered;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparing(Timer::at));
    private final Queue<Timer> gone = new ArrayDeque<>();
    private final Map<GuestKeeper, GuestObservation> told = new HashMap<>();
    private final Map<GuestKeeper, KeptHost> news = new LinkedHashMap<>();
    private final Set<GuestKeeper> stirredWhileBusy = new HashSet<>();

    GuestDesk(Journal journal, Env env, SessionSettings settings, Executor workers, Inbox inbox) {
        this.journal = journal;
        this.env = env;
        this.settings = settings;
        this.workers = workers;
        this.inbox = inbox;
        this.remembered = new LinkedHashMap<>(journal.all());
    }

    /** Takes a fresh look at every guest of a host, and makes its report; then says whether that went well. */
    void list(KeptHost host, java.util.function.Consumer<Boolean> then) {
        var ordersThen = new HashMap<String, Long>();
        host.keepers().forEach(keeper -> ordersThen.put(keeper.key().serverId(), keeper.orders()));
        workers.execute(() -> {
            try {
                var report = host.hypervisor.report();
                var guests = host.hypervisor.guests();
                inbox.post(() -> {
                    host.reported(report);
                    listed(host, KeptHost.byServer(guests), ordersThen);
                    then.accept(true);
                });
            } catch (RuntimeException trouble) {
                LOG.warn("host {}: its hypervisor cannot be looked at: {}", host.hypervisor.name(), reason(trouble));
                inbox.post(() -> then.accept(false));
            }
        });
    }

    /** Takes a wish of the open stream. */
    void hold(KeptHost host, Wish wish) {
        var keeper = host.keeper(wish.getServerId())
                .orElseGet(() -> keep(host, wish.getServerId(), Guest.absent(wish.getServerId())));
        if (keeper.offer(wish)) {
            drive(host, keeper);
        } else {
            LOG.info("guest {}: a wish older than the one held is ignored", wish.getServerId());
        }
    }

    /**
     * Every wish of the host has been stated: what none names goes. When that would be too many at once they only stop: a
     * guest that moved away must not run here, and disks must not fall to a control plane that lost its memory.
     */
    void complete(KeptHost host) {
        var unnamed = host.unnamed();
        long present = unnamed.stream().filter(GuestKeeper::present).count();
        boolean tooMany = present > settings.giveUpAtMost();
        if (tooMany) {
            LOG.error(
                    "host {}: {} guests are wished by nobody, more than {} at once: they are stopped and their disks kept",
                    host.hypervisor.name(),
                    present,
                    settings.giveUpAtMost());
        }
        for (var keeper : unnamed) {
            if (!keeper.present()) {
                forget(host, keeper);
                continue;
            }
            if (tooMany) {
                keeper.park();
            } else {
                LOG.warn("guest {}: wished by nobody, given up", keeper.key().serverId());
                keeper.giveUp();
            }
            drive(host, keeper);
        }
    }

    /** A guest may have changed by itself. */
    void stirred(KeptHost host, String serverId) {
        host.keeper(serverId).ifPresent(keeper -> {
            if (keeper.busySince().isPresent()) {
                stirredWhileBusy.add(keeper);
            } else {
                look(host, keeper);
            }
        });
    }

    /** Does what has come due. */
    void runDue(Instant now) {
        while (!timers.isEmpty() && !timers.peek().at().isAfter(now)) {
            var timer = timers.remove();
            drive(timer.host(), timer.keeper());
        }
        while (!gone.isEmpty() && !gone.peek().at().isAfter(now)) {
            var timer = gone.remove();
            if (timer.keeper().over()) {
                forget(timer.host(), timer.keeper());
            }
        }
    }

    Optional<Instant> due() {
        var first = Optional.ofNullable(timers.peek()).map(Timer::at);
        var second = Optional.ofNullable(gone.peek()).map(Timer::at);
        return first.isPresent() && second.isPresent()
                ? Optional.of(first.get().isBefore(second.get()) ? first.get() : second.get())
                : first.or(() -> second);
    }

    /** What has changed since it was last told, at most so much. A guest that is being worked on is held back a while. */
    List<GuestObservation> takeNews(int most, Instant now) {
        var changed = new ArrayList<GuestObservation>();
        var each = news.entrySet().iterator();
        while (each.hasNext() && changed.size() < most) {
            var entry = each.next();
            var keeper = entry.getKey();
            if (heldBackUntil(keeper).filter(now::isBefore).isPresent()) {
                continue;
            }
            each.remove();
            var observation = keeper.observation();
            if (!observation.equals(told.put(keeper, observation))) {
                changed.add(observation);
            }
        }
        return changed;
    }

    /** When news that is held back may be told. */
    Optional<Instant> newsDue() {
        return news.keySet().stream()
                .flatMap(keeper -> heldBackUntil(keeper).stream())
                .min(Comparator.naturalOrder());
    }

    boolean hasNews() {
        return !news.isEmpty();
    }

    /** A snapshot told everything of the host. */
    void toldAll(KeptHost host) {
        for (var keeper : host.keepers()) {
            news.remove(keeper);
            told.put(keeper, keeper.observation());
        }
    }

    private void listed(KeptHost host, Map<String, Guest> guests, Map<String, Long> ordersThen) {
        var left = remembered.keySet().stream()
                .filter(key -> key.hostId().equals(host.id))
                .toList();
        for (var key : left) {
            if (host.keeper(key.serverId()).isEmpty()) {
                keep(host, key.serverId(), guests.getOrDefault(key.serverId(), Guest.absent(key.serverId())));
            }
        }
        guests.forEach((serverId, guest) -> {
            if (host.keeper(serverId).isEmpty()) {
                keep(host, serverId, guest);
            }
        });
        for (var keeper : host.keepers()) {
            var serverId = keeper.key().serverId();
            var then = ordersThen.get(serverId);
            if (then != null) {
                keeper.seen(guests.getOrDefault(serverId, Guest.absent(serverId)), then);
                drive(host, keeper);
            }
        }
        host.listed();
    }

    private GuestKeeper keep(KeptHost host, String serverId, Guest guest) {
        var key = host.key(serverId);
        var record = Optional.ofNullable(remembered.remove(key)).orElse(GuestRecord.NONE);
        var keeper = new GuestKeeper(key, record, guest, journal, env, settings.patience());
        host.add(keeper);
        return keeper;
    }

    private void forget(KeptHost host, GuestKeeper keeper) {
        host.forget(keeper.key().serverId());
        news.remove(keeper);
        told.remove(keeper);
        stirredWhileBusy.remove(keeper);
        try {
            journal.remove(keeper.key());
        } catch (UncheckedIOException broken) {
            LOG.error("guest {}: the journal could not be written", keeper.key().serverId(), broken);
        }
    }

    private void drive(KeptHost host, GuestKeeper keeper) {
        keeper.tick().ifPresent(order -> workers.execute(() -> carryOut(host, keeper, order)));
        keeper.due().ifPresent(at -> timers.add(new Timer(at, host, keeper)));
        if (keeper.over()) {
            gone.add(new Timer(env.clock().instant().plus(REMEMBER_GONE), host, keeper));
        }
        news.put(keeper, host);
    }

    /** On a worker. */
    private void carryOut(KeptHost host, GuestKeeper keeper, Order order) {
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
                                news.put(keeper, host);
                            })));
            var guest = host.hypervisor.observe(serverId);
            inbox.post(() -> {
                keeper.done(guest);
                after(host, keeper);
            });
        } catch (RuntimeException | LinkageError failure) {
            var trouble = trouble(serverId, failure);
            var guest = observed(host, serverId);
            inbox.post(() -> {
                keeper.failed(trouble, guest);
                after(host, keeper);
            });
        }
    }

    private void after(KeptHost host, GuestKeeper keeper) {
        drive(host, keeper);
        if (stirredWhileBusy.contains(keeper) && keeper.busySince().isEmpty()) {
            stirredWhileBusy.remove(keeper);
            look(host, keeper);
        }
    }

    private void look(KeptHost host, GuestKeeper keeper) {
        long ordersThen = keeper.orders();
        workers.execute(() -> observed(host, keeper.key().serverId())
                .ifPresent(guest -> inbox.post(() -> {
                    keeper.seen(guest, ordersThen);
                    drive(host, keeper);
                })));
    }

    private static Optional<Guest> observed(KeptHost host, String serverId) {
        try {
            return Optional.of(host.hypervisor.observe(serverId));
        } catch (RuntimeException trouble) {
            LOG.warn("guest {}: cannot be looked at: {}", serverId, reason(trouble));
            return Optional.empty();
        }
    }

    private static GuestTrouble trouble(String serverId, Throwable failure) {
        return switch (failure) {
            case GuestTrouble known -> known;
            case UncheckedIOException journal ->
                new GuestTrouble(FaultReason.DISK_FULL, "The node cannot write its journal.", journal);
            default -> {
                LOG.error("guest {}: failed in a way nobody foresaw", serverId, failure);
                yield new GuestTrouble(
                        FaultReason.INTERNAL,
                        "The node failed: " + failure.getClass().getSimpleName(),
                        failure);
            }
        };
    }

    private static String reason(RuntimeException trouble) {
        return trouble instanceof GuestTrouble known
                ? known.reason().wireName() + ": " + known.getMessage()
                : trouble.toString();
    }

    private Optional<Instant> heldBackUntil(GuestKeeper keeper) {
        return keeper.busySince().map(since -> since.plus(settings.holdBack()));
    }
}
