package kilonova.control.node;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kilonova.control.host.Hosts;
import kilonova.control.replica.Peers;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Database;
import kilonova.node.v1.AskRequest;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.RelayServiceGrpc;
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

    private Optional<String> owner(String hostId) {
        return database.read(tx -> hosts.find(tx, hostId)
                .flatMap(host -> streams.find(tx, host.nodeId()))
                .map(StreamRepository.Held::owner)
                .filter(owner -> !owner.replica().equals(replicas.me().replica()))
                .flatMap(owner -> replicas.address(tx, owner)));
    }
}
