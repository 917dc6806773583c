package kilonova.control.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kilonova.control.store.Tx;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestSpec;

/** Whoever owns the servers: remembers what it was told, and knows every server. */
final class PlayedGuests implements Guests {
    final List<String> told = new ArrayList<>();
    /** Images by server. */
    final Map<String, String> madeFrom = new LinkedHashMap<>();

    @Override
    public Map<String, GuestSpec> specs(Tx tx, Collection<String> serverIds) {
        var specs = new LinkedHashMap<String, GuestSpec>();
        serverIds.forEach(id -> specs.put(id, GuestSpec.getDefaultInstance()));
        return specs;
    }

    @Override
    public boolean anyMadeFrom(Tx tx, Collection<String> serverIds, String imageId) {
        return serverIds.stream().anyMatch(id -> imageId.equals(madeFrom.get(id)));
    }

    @Override
    public void observed(Tenure by, List<GuestObservation> guests) {
        guests.forEach(guest -> told.add("saw " + guest.getServerId()));
    }

    @Override
    public void hostDown(String hostId) {
        told.add("down " + hostId);
    }

    @Override
    public void snapshot(Tenure by, String hostId, List<GuestObservation> guests) {
        told.add("snapshot of " + hostId);
    }

    @Override
    public List<Stray> strays() {
        return List.of();
    }
}
