package kilonova.node.session;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import kilonova.kernel.Env;
import kilonova.node.guest.GuestKeeper;
import kilonova.node.hypervisor.Guest;
import kilonova.node.journal.GuestKey;
import kilonova.node.journal.GuestRecord;
import kilonova.node.journal.Journal;
import kilonova.node.v1.Wish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the guests of every host: has orders carried out, and takes what comes back. */
final class GuestDesk {
    private static final Logger LOG = LoggerFactory.getLogger(GuestDesk.class);
    /** How long a guest that is gone is remembered, so that a late wish of before does not bring it back. */
    private static final Duration REMEMBER_GONE = Duration.ofSeconds(60);

    private record Timer(Instant at, KeptHost host, GuestKeeper keeper) {}

    private final Journal journal;
    private final Env env;
    private final SessionSettings settings;
    private final Errands errands;
    private final GuestNews news;
    private final Map<GuestKey, GuestRecord> remembered;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparing(Timer::at));
    private final Queue<Timer> gone = new ArrayDeque<>();
    private final Set<GuestKeeper> stirredWhileBusy = new HashSet<>();

    GuestDesk(Journal journal, Env env, SessionSettings settings, Executor workers, Inbox inbox) {
        this.journal = journal;
        this.env = env;
        this.settings = settings;
        this.errands = new Errands(journal, workers, inbox);
        this.news = new GuestNews(settings.holdBack());
        this.remembered = new LinkedHashMap<>(journal.all());
    }

    /** Takes a fresh look at every guest of a host, and makes its report; then says, whatever happens, whether that went well. */
    void list(KeptHost host, Consumer<Boolean> then) {
        var ordersThen = new HashMap<String, Long>();
        host.keepers().forEach(keeper -> ordersThen.put(keeper.key().serverId(), keeper.orders()));
        errands.list(
                host,
                listing -> {
                    boolean well = false;
                    try {
                        host.reported(listing.report());
                        listed(host, KeptHost.byServer(listing.guests()), ordersThen);
                        well = true;
                    } finally {
                        then.accept(well);
                    }
                },
                trouble -> {
                    try {
                        host.troubled(String.valueOf(trouble.getMessage()));
                    } finally {
                        then.accept(false);
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

    /** What may have changed since it was told. */
    GuestNews news() {
        return news;
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
        news.forget(keeper);
        stirredWhileBusy.remove(keeper);
        try {
            journal.remove(keeper.key());
        } catch (UncheckedIOException broken) {
            LOG.error("guest {}: the journal could not be written", keeper.key().serverId(), broken);
        }
    }

    private void drive(KeptHost host, GuestKeeper keeper) {
        keeper.tick()
                .ifPresent(order ->
                        errands.carryOut(host, keeper, order, () -> news.add(keeper), () -> after(host, keeper)));
        keeper.due().ifPresent(at -> timers.add(new Timer(at, host, keeper)));
        if (keeper.over()) {
            gone.add(new Timer(env.clock().instant().plus(REMEMBER_GONE), host, keeper));
        }
        news.add(keeper);
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
        errands.look(host, keeper.key().serverId(), guest -> {
            keeper.seen(guest, ordersThen);
            drive(host, keeper);
        });
    }
}
