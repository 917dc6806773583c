package kilonova.control.audit;

import java.util.List;
import java.util.Optional;
import kilonova.control.node.Guests;
import kilonova.control.store.Tx;

/** Guests that hosts report to this process and that no server owns. Told, never killed: that is between host and wish. */
final class GuestCheck implements Check {
    private final Guests guests;

    GuestCheck(Guests guests) {
        this.guests = guests;
    }

    @Override
    public Page page(String after) {
        List<Discrepancy> found = again("");
        return new Page(found, found.size(), Optional.empty());
    }

    @Override
    public List<Discrepancy> again(String place) {
        return guests.strays().stream()
                .map(stray -> new Discrepancy(
                        FindingKind.GUEST_OF_NOBODY,
                        "",
                        stray.serverId() + "/" + stray.hostId(),
                        "",
                        "a guest on " + stray.hostId() + " that no server owns",
                        "none",
                        false))
                .toList();
    }

    @Override
    public boolean mend(Tx tx, Discrepancy found) {
        return false;
    }
}
