package kilonova.control.node;

import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kilonova.control.host.Hosts;
import kilonova.control.replica.Peers;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.node.v1.AskRequest;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.RelayServiceGrpc;
import kilonova.node.v1.TellLastHeardRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has questions asked by the replica that holds the stream of the host's node. */
final class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final Database database;
    private final Hosts hosts;
    private final StreamRepository streams;
    private final Replicas replicas;
    private final Peers peers;

    Relay(Database database, Hosts hosts, StreamRepository streams, Replicas replicas, Peers peers) {
        this.database = database;
        this.hosts = hosts;
        this.streams = streams;
        this.replicas = replicas;
        this.peers = peers;
    }

    /** What the node said; empty when no other replica holds its stream, or none that answers in time. */
    Optional<NodeMessage.Answer> ask(ControlMessage.Question question, Duration patience) {
        Optional<String> address = database.shared() ? owner(question.getHostId()) : Optional.empty();
        if (address.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(RelayServiceGrpc.newBlockingStub(peers.at(address.get()))
                    .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .ask(AskRequest.newBuilder().setQuestion(question).build())
                    .getAnswer());
        } catch (StatusRuntimeException away) {
            LOG.info(
                    "the replica at {} did not answer for host {}: {}",
                    address.get(),
                    question.getHostId(),
                    away.getMessage());
            return Optional.empty();
        }
    }

    /**
     * When the nodes of hosts were last heard by the other replicas that live, each of which is asked for those that are still
     * missing.
     *
     * @param patience for all of them together
     * @return microseconds by the host's id
     */
    Map<String, Long> lastHeard(Collection<String> hostIds, Duration patience) {
        var known = new HashMap<String, Long>();
        var missing = new LinkedHashSet<>(hostIds);
        Deadline deadline = Deadline.after(patience.toMillis(), TimeUnit.MILLISECONDS);
        for (String address : database.shared() ? database.read(this::others) : List.<String>of()) {
            if (missing.isEmpty()) {
                break;
            }
            try {
                known.putAll(RelayServiceGrpc.newBlockingStub(peers.at(address))
                        .withDeadline(deadline)
                        .tellLastHeard(TellLastHeardRequest.newBuilder()
                                .addAllHostIds(missing)
                                .build())
                        .getMicrosByHostIdMap());
            } catch (StatusRuntimeException away) {
                LOG.info("the replica at {} did not say when nodes were last heard: {}", address, away.getMessage());
            }
            missing.removeAll(known.keySet());
        }
        return known;
    }

    private List<String> others(Tx tx) {
        return replicas.livesOfOthers(tx).stream()
                .flatMap(owner -> replicas.address(tx, owner).stream())
                .toList();
    }

    private Optional<String> owner(String hostId) {
        return database.read(tx -> hosts.find(tx, hostId)
                .flatMap(host -> streams.find(tx, host.nodeId()))
                .map(StreamRepository.Held::owner)
                .filter(owner -> !owner.replica().equals(replicas.me().replica()))
                .flatMap(owner -> replicas.address(tx, owner)));
    }
}
