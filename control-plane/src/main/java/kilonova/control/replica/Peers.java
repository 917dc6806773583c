package kilonova.control.replica;

import io.grpc.Channel;
import java.util.Set;

/** The role of the way to other replicas: gRPC under mutual TLS, or what the simulator puts between them. */
public interface Peers {
    /** There are no others, or no way to them: what would go by it fails with UNAVAILABLE. */
    Peers NONE = new NoPeers();

    /**
     * To whoever serves there: as often as it is asked for, the same channel. Connects when it is used.
     *
     * @param address as the row of the replica tells it
     */
    Channel at(String address);

    /** Ways to others than these may go. */
    void keep(Set<String> addresses);
}
