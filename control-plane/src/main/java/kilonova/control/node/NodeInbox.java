package kilonova.control.node;

import io.grpc.Status;
import java.util.List;
import kilonova.control.host.Hosts;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what nodes say, in the order in which they said it, as long as they may say it. */
final class NodeInbox {
    private static final Logger LOG = LoggerFactory.getLogger(NodeInbox.class);
    static final Status SUPERSEDED =
            Status.ABORTED.withDescription("another replica holds a newer stream of this node");

    private final Env env;
    private final Database database;
    private final Hosts hosts;
    private final Guests guests;
    private final StreamRepository streams;

    NodeInbox(Env env, Database database, Hosts hosts, Guests guests, StreamRepository streams) {
        this.env = env;
        this.database = database;
        this.hosts = hosts;
        this.guests = guests;
        this.streams = streams;
    }

    /** What a node says of its hosts. */
    void reported(Tx tx, NodeSession session, List<HypervisorReport> reports) {
        for (HypervisorReport report : reports) {
            hosts.reported(tx, NodeProto.report(report, session.nodeId()));
        }
    }

    /** Takes a message in its turn; one that came before is left alone, and what was lost is asked for. */
    void received(NodeSession session, NodeMessage message) {
        session.taking(() -> {
            try {
                inOrder(session, message);
            } finally {
                session.heard(env.nowMicros());
            }
        });
    }

    private void inOrder(NodeSession session, NodeMessage message) {
        switch (session.order().of(message.getSequence())) {
            case NEXT -> take(session, message);
            case AFTER_GAP -> {
                session.askForAll();
                take(session, message);
            }
            case STALE -> LOG.warn("node {}: message {} came again", session.nodeId(), message.getSequence());
        }
    }

    private void take(NodeSession session, NodeMessage message) {
        NodeClaims.requireOwn(session, message);
        switch (message.getMessageCase()) {
            case SNAPSHOT -> {
                String hostId = message.getSnapshot().getHostId();
                guests.snapshot(tenure(session), hostId, message.getSnapshot().getGuestsList());
                session.stateAll(hostId);
            }
            case FACTS -> {
                List<HypervisorReport> reports = message.getFacts().getHostsList();
                if (!reports.isEmpty()) {
                    NodeClaims.requireNames(session.peer(), reports);
                    database.write(tx -> {
                        tenure(session).hold(tx);
                        reported(tx, session, reports);
                        return true;
                    });
                }
                // All that it says goes into as few commits as can be.
                guests.observed(tenure(session), message.getFacts().getGuestsList());
            }
            case ANSWER -> session.questions().answered(message.getAnswer());
            case HEARTBEAT, HELLO, MESSAGE_NOT_SET -> {}
        }
    }

    /** Where no other replica is, a newer stream ends the one before and waits for what is being taken. */
    private Tenure tenure(NodeSession session) {
        return database.shared()
                ? tx -> {
                    long newest = streams.held(tx, session.nodeId())
                            .map(StreamRepository.Held::epoch)
                            .orElse(0L);
                    if (newest != session.epoch()) {
                        throw SUPERSEDED.asRuntimeException();
                    }
                }
                : Tenure.SURE;
    }
}
