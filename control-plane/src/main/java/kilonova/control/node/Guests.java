package kilonova.control.node;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import kilonova.control.store.Tx;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestSpec;

/** The role of whoever owns servers: says what guests are made of, hears what became of them. */
public interface Guests {

    /** What the guests are made of, by server id; a server that is gone is left out. */
    Map<String, GuestSpec> specs(Tx tx, Collection<String> serverIds);

    /** Whether one of the servers was made from the image. */
    boolean anyMadeFrom(Tx tx, Collection<String> serverIds, String imageId);

    /**
     * Takes what hosts see of some guests, each observation naming its host. Durable when it returns; anything thrown makes
     * the node say it again.
     *
     * @param by the stream that it was said on
     */
    void observed(Tenure by, List<GuestObservation> guests);

    /**
     * The host counts as down from here on: whoever waits for it need not any longer. Safe to repeat; anything thrown makes
     * the caller say it again.
     */
    void hostDown(String hostId);

    /** A guest that a host reports, and that is of no server it ought to have. */
    record Stray(String hostId, String serverId) {}

    /** Those that this process was told of, as they were last reported; some of them, where there are very many. */
    List<Stray> strays();

    /** Takes everything a host sees: a server that ought to be there and is not in it has no guest. */
    void snapshot(Tenure by, String hostId, List<GuestObservation> guests);
}
