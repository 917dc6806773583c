package kilonova.node.guest;

import java.time.Instant;
import java.util.Optional;
import kilonova.kernel.Env;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.journal.ActionRecord;
import kilonova.node.journal.GuestKey;
import kilonova.node.journal.GuestRecord;
import kilonova.node.journal.Journal;
import kilonova.node.v1.GuestAction;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestProgress;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one guest to what is wished of it, one order at a time. Runs to completion and never blocks but for appending to
 * the journal; called by one thread. Whoever calls {@link #tick} carries out the order it returns, and then says
 * {@link #done} or {@link #failed}.
 */
public final class GuestKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(GuestKeeper.class);
    /** Bookkeeping steps between two orders: more than a plan ever needs. */
    private static final int MOST_NOTES = 1_000;

    private final GuestKey key;
    private final GuestMemory memory;
    private final Env env;
    private final Patience patience;

    private Optional<Wish> wish = Optional.empty();
    private Guest guest;
    private boolean parked;
    /** Whether something may have been done since the guest was last looked at: no plan is made before it is again. */
    private boolean unsure;

    private boolean busy;
    private Instant busySince = Instant.MIN;
    private GuestProgress progress = GuestProgress.GUEST_PROGRESS_UNSPECIFIED;
    private long orders;
    private int failures;
    private Optional<Instant> notBefore = Optional.empty();
    private Optional<Asked> asked = Optional.empty();

    public GuestKeeper(GuestKey key, GuestRecord record, Guest guest, Journal journal, Env env, Patience patience) {
        this.key = key;
        this.guest = guest;
        this.memory = new GuestMemory(key, record, journal);
        this.env = env;
        this.patience = patience;
    }

    public GuestKey key() {
        return key;
    }

    /** Holds the wish, unless it is older than the one held. Says whether it is the one held now. */
    public boolean offer(Wish offered) {
        if (offered.getEpoch() < record().epoch()
                || (offered.getEpoch() == record().epoch() && offered.getGeneration() < record().generation())) {
            return false;
        }
        boolean newer = offered.getEpoch() > record().epoch() || offered.getGeneration() > record().generation();
        if (newer) {
            failures = 0;
            notBefore = Optional.empty();
            var actionIds =
                    offered.getActionsList().stream().map(GuestAction::getId).toList();
            memory.write(record().holding(offered.getEpoch(), offered.getGeneration(), actionIds));
        }
        if (newer || wish.isEmpty()) {
            wish = Optional.of(offered);
        }
        parked = false;
        return true;
    }

    /** Nobody wishes this guest any more: it goes. */
    public void giveUp() {
        wish = Optional.of(Wish.newBuilder()
                .setServerId(key.serverId())
                .setHostId(key.hostId())
                .setEpoch(Math.max(record().epoch(), guest.epoch()))
                .setGeneration(record().generation())
                .setPower(WantedPower.WANTED_POWER_ABSENT)
                .build());
        failures = 0;
        notBefore = Optional.empty();
    }

    /** Nobody wishes this guest any more, but that may be a mistake: it stops, and its disks stay. */
    public void park() {
        parked = true;
    }

    /** How many orders it has given: tells a look at the guest that is older than what was done since. */
    public long orders() {
        return orders;
    }

    /**
     * The guest was looked at, when so many orders had been given. Ignored when one is being carried out or was since: its
     * end brings a newer look.
     */
    public void seen(Guest looked, long ordersThen) {
        if (!busy && orders == ordersThen) {
            look(looked);
        }
    }

    /** What a slow order is at. */
    public void at(GuestProgress now) {
        if (busy) {
            progress = now;
        }
    }

    /** The order was carried out, and then the guest looked like this. */
    public void done(Guest looked) {
        busy = false;
        failures = 0;
        progress = GuestProgress.GUEST_PROGRESS_UNSPECIFIED;
        look(looked);
    }

    /** The order could not be carried out, and then the guest looked like this, or could not be looked at. */
    public void failed(GuestTrouble trouble, Optional<Guest> looked) {
        busy = false;
        failures++;
        progress = GuestProgress.GUEST_PROGRESS_UNSPECIFIED;
        unsure = true;
        looked.ifPresent(this::look);
        var now = env.clock().instant();
        if (trouble.reason().againHere() && failures < patience.attempts()) {
            notBefore = Optional.of(now.plus(patience.after(failures, env.random())));
            return;
        }
        failures = 0;
        memory.fail(
                trouble.reason(),
                trouble.getMessage() == null ? trouble.reason().wireName() : trouble.getMessage());
        if (wishesAbsence() || parked || unsure) {
            notBefore = Optional.of(now.plus(patience.removal()));
        }
    }

    /** Does what can be done at once; the order to carry out next, if there is one. */
    public Optional<Order> tick() {
        if (busy || (wish.isEmpty() && !parked)) {
            return Optional.empty();
        }
        var now = env.clock().instant();
        if (notBefore.isPresent() && now.isBefore(notBefore.get())) {
            return Optional.empty();
        }
        notBefore = Optional.empty();
        if (unsure) {
            return Optional.of(order(Optional.empty(), false, now));
        }
        if (parked) {
            return guest.live()
                    ? Optional.of(order(Optional.of(new HostAction.Destroy(key.serverId())), false, now))
                    : Optional.empty();
        }
        for (int i = 0; i < MOST_NOTES; i++) {
            switch (Plan.between(wish.get(), guest, record(), asked, now)) {
                case Step.Act(var action, var once) -> {
                    return Optional.of(order(Optional.of(action), once, now));
                }
                case Step.Await(var until) -> {
                    notBefore = Optional.of(until);
                    return Optional.empty();
                }
                case Step.Rest() -> {
                    return Optional.empty();
                }
                case Step.Note(var action) -> memory.note(action);
                case Step.Settle() -> settle();
                case Step.Fail(var reason, var message) -> memory.fail(reason, message);
            }
        }
        throw new IllegalStateException("guest " + key.serverId() + ": its plan does not come to rest");
    }

    /** When {@link #tick} has something to do though nothing happens; empty when only an event can help. */
    public Optional<Instant> due() {
        return busy ? Optional.empty() : notBefore;
    }

    /** Since when an order is being carried out; empty while none is. */
    public Optional<Instant> busySince() {
        return busy ? Optional.of(busySince) : Optional.empty();
    }

    /** Whether anything of the guest is on the host. */
    public boolean present() {
        return guest.present() || busy;
    }

    /** Whether there is nothing left to remember: the guest is gone, as wished. */
    public boolean over() {
        return wishesAbsence() && !present() && record().fulfilled() == record().generation();
    }

    /** What the control plane is told. */
    public GuestObservation observation() {
        var seen = GuestObservation.newBuilder()
                .setServerId(key.serverId())
                .setHostId(key.hostId())
                .setPower(guest.power())
                .setGeneration(record().fulfilled())
                .setEpoch(record().epoch() == 0 ? guest.epoch() : record().epoch())
                .setFailedGeneration(record().failed())
                .setProgress(progress);
        record().fault().ifPresent(seen::setFault);
        for (var action : record().actions()) {
            if (action.stage() == ActionRecord.Stage.DONE) {
                seen.addActionsBuilder().setId(action.id()).setError(action.error());
            }
        }
        return seen.build();
    }

    private Order order(Optional<HostAction> action, boolean once, Instant now) {
        busy = true;
        busySince = now;
        orders++;
        if (action.filter(HostAction.AskShutDown.class::isInstance).isPresent()) {
            asked = Optional.of(asked.map(before -> before.again(now)).orElseGet(() -> Asked.at(now)));
            LOG.info("guest {}: asked to shut down by itself", key.serverId());
        }
        return new Order(action, once);
    }

    private void look(Guest looked) {
        unsure = false;
        if (!looked.live() || looked.run() != guest.run()) {
            asked = Optional.empty();
        }
        if (!looked.equals(guest)) {
            notBefore = Optional.empty();
        }
        guest = looked;
    }

    /** User data has served its purpose once the guest is whole. */
    private void settle() {
        memory.settle();
        wish = wish.map(each -> each.getSpec().hasConfigDrive()
                ? each.toBuilder()
                        .setSpec(each.getSpec().toBuilder().clearConfigDrive())
                        .build()
                : each);
    }

    private GuestRecord record() {
        return memory.record();
    }

    private boolean wishesAbsence() {
        return wish.isPresent() && wish.get().getPower() == WantedPower.WANTED_POWER_ABSENT;
    }
}
