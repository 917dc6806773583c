package kilonova.control.node;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.control.enrollment.Enrollments;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.NodePass;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node may say and have: what is its own by its certificate, and nothing else. */
final class NodeClaims {
    private static final Logger LOG = LoggerFactory.getLogger(NodeClaims.class);

    private final Database database;
    private final Enrollments enrollments;
    private final Wishes wishes;
    private final Guests guests;

    NodeClaims(Database database, Enrollments enrollments, Wishes wishes, Guests guests) {
        this.database = database;
        this.enrollments = enrollments;
        this.wishes = wishes;
        this.guests = guests;
    }

    /** @throws StatusRuntimeException PERMISSION_DENIED unless the node may begin a stream so */
    void requireHello(Tx tx, NodePeer peer, NodeMessage.Hello hello) {
        if (peer instanceof NodePeer.Certified node) {
            foreign(node.pass(), hello)
                    .or(() -> enrollments.refusal(tx, node.pass(), node.serial()))
                    .ifPresent(why -> {
                        throw denied(peer, why);
                    });
        }
    }

    /** @throws StatusRuntimeException PERMISSION_DENIED for a host that its certificate does not name so */
    static void requireNames(NodePeer peer, List<HypervisorReport> hosts) {
        if (peer instanceof NodePeer.Certified node) {
            misnamed(node.pass(), hosts).ifPresent(why -> {
                throw denied(peer, why);
            });
        }
    }

    /** @throws StatusRuntimeException PERMISSION_DENIED unless a wish of one of its hosts names the image */
    void requireImage(NodePeer peer, String imageId) {
        if (peer instanceof NodePeer.Certified node) {
            database.read(tx -> enrollments
                            .refusal(tx, node.pass(), node.serial())
                            .or(() -> guests.anyMadeFrom(tx, wishes.present(tx, node.hostIds()), imageId)
                                    ? Optional.empty()
                                    : Optional.of("no wish of its hosts names the image " + imageId)))
                    .ifPresent(why -> {
                        throw denied(peer, why);
                    });
        }
    }

    /** @throws StatusRuntimeException PERMISSION_DENIED when it says something of a host that is not the stream's */
    static void requireOwn(NodeSession session, NodeMessage message) {
        for (String hostId : hostsIn(message)) {
            if (!session.hostIds().contains(hostId)) {
                throw denied(session.peer(), "the host " + hostId + " was not in its Hello");
            }
        }
    }

    /** Pure. What of a Hello the certificate does not name, in words. */
    static Optional<String> foreign(NodePass pass, NodeMessage.Hello hello) {
        if (!hello.getNodeId().equals(pass.nodeId())) {
            return Optional.of("its certificate is of the node " + pass.nodeId() + ", not of " + hello.getNodeId());
        }
        return misnamed(pass, hello.getHostsList());
    }

    private static Optional<String> misnamed(NodePass pass, List<HypervisorReport> hosts) {
        for (HypervisorReport host : hosts) {
            String name = pass.hosts().get(host.getHostId());
            if (name == null) {
                return Optional.of(
                        "its certificate does not name the host " + host.getName() + " (" + host.getHostId() + ")");
            }
            if (!name.equals(host.getName())) {
                return Optional.of("the host " + host.getHostId() + " is named " + name + " by its certificate, not "
                        + host.getName());
            }
        }
        return Optional.empty();
    }

    /** Pure. Every host that the message says something of. */
    private static List<String> hostsIn(NodeMessage message) {
        var ids = new ArrayList<String>();
        switch (message.getMessageCase()) {
            case SNAPSHOT -> ids.add(message.getSnapshot().getHostId());
            case FACTS -> {
                message.getFacts().getHostsList().forEach(host -> ids.add(host.getHostId()));
                message.getFacts().getGuestsList().forEach(guest -> ids.add(guest.getHostId()));
            }
            case HELLO, HEARTBEAT, ANSWER, MESSAGE_NOT_SET -> {}
        }
        return ids;
    }

    private static StatusRuntimeException denied(NodePeer peer, String why) {
        LOG.warn("{} was refused: {}", peer.words(), why);
        return Status.PERMISSION_DENIED.withDescription(why).asRuntimeException();
    }
}
