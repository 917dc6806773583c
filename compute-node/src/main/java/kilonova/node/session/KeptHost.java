package kilonova.node.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kilonova.node.guest.GuestKeeper;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.Hypervisor;
import kilonova.node.journal.GuestKey;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;

/** One host of the node: its hypervisor and the guests kept on it. */
final class KeptHost {
    final String id;
    final Hypervisor hypervisor;

    /** Everything there is to see of a host, as of one look. */
    record Listing(HypervisorReport report, List<Guest> guests) {}

    private final Map<String, GuestKeeper> keepers = new LinkedHashMap<>();
    private final Set<String> named = new HashSet<>();
    private Optional<HypervisorReport> report = Optional.empty();
    private boolean listed;

    KeptHost(String id, Hypervisor hypervisor) {
        this.id = id;
        this.hypervisor = hypervisor;
    }

    GuestKey key(String serverId) {
        return new GuestKey(id, serverId);
    }

    Optional<GuestKeeper> keeper(String serverId) {
        return Optional.ofNullable(keepers.get(serverId));
    }

    void add(GuestKeeper keeper) {
        keepers.put(keeper.key().serverId(), keeper);
    }

    void forget(String serverId) {
        keepers.remove(serverId);
        named.remove(serverId);
    }

    List<GuestKeeper> keepers() {
        return new ArrayList<>(keepers.values());
    }

    /** Takes the report; says whether it differs from the one before in more than the time that went by. */
    boolean reported(HypervisorReport fresh) {
        var named = fresh.toBuilder().setHostId(id).build();
        boolean changed = !report.map(KeptHost::timeless).equals(Optional.of(timeless(named)));
        report = Optional.of(named);
        return changed;
    }

    private static HypervisorReport timeless(HypervisorReport report) {
        return report.toBuilder().clearUptime().build();
    }

    /** The hypervisor cannot be asked: the host is as it was, with this trouble. Says whether that is new. */
    boolean troubled(String why) {
        return report.isPresent()
                && reported(report.get().toBuilder().setTrouble(why).build());
    }

    Optional<HypervisorReport> report() {
        return report;
    }

    /** Every guest on the host has been looked at once. */
    void listed() {
        listed = true;
    }

    boolean known() {
        return listed && report.isPresent();
    }

    /** A new stream: no wish has been stated on it yet. */
    void forgetNames() {
        named.clear();
    }

    void name(String serverId) {
        named.add(serverId);
    }

    /** The guests that no wish of the open stream names. */
    List<GuestKeeper> unnamed() {
        return keepers.values().stream()
                .filter(keeper -> !named.contains(keeper.key().serverId()))
                .toList();
    }

    NodeMessage.Snapshot snapshot() {
        var snapshot = NodeMessage.Snapshot.newBuilder().setHostId(id);
        keepers.values().forEach(keeper -> snapshot.addGuests(keeper.observation()));
        return snapshot.build();
    }

    static Map<String, Guest> byServer(List<Guest> guests) {
        var map = new LinkedHashMap<String, Guest>();
        guests.forEach(guest -> map.put(guest.serverId(), guest));
        return map;
    }
}
