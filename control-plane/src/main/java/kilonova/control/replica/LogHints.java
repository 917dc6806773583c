package kilonova.control.replica;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import kilonova.control.store.Database;
import kilonova.replica.v1.PeerServiceGrpc;
import kilonova.replica.v1.WatchLogRequest;
import kilonova.replica.v1.WatchLogResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears from the other replicas how far the change log goes, so that this one looks there at once. */
final class LogHints {
    private static final Logger LOG = LoggerFactory.getLogger(LogHints.class);

    private final Database database;
    private final Peers peers;
    private final String id;
    private final Map<String, Hearing> byAddress = new LinkedHashMap<>();

    LogHints(Database database, Peers peers, String id) {
        this.database = database;
        this.peers = peers;
        this.id = id;
    }

    /** Listens to these and to no others; to those that fell silent anew. Called again and again, by one thread at a time. */
    void listenTo(Map<String, String> addressesById) {
        var wanted = new TreeSet<>(addressesById.values());
        wanted.remove("");
        byAddress.entrySet().removeIf(each -> {
            boolean gone = !wanted.contains(each.getKey());
            if (gone) {
                each.getValue().stop();
            }
            return gone || each.getValue().over;
        });
        peers.keep(wanted);
        for (String address : wanted) {
            byAddress.computeIfAbsent(address, this::listen);
        }
    }

    private Hearing listen(String address) {
        var hearing = new Hearing(address);
        PeerServiceGrpc.newStub(peers.at(address))
                .watchLog(WatchLogRequest.newBuilder().setReplicaId(id).build(), hearing);
        return hearing;
    }

    private final class Hearing implements ClientResponseObserver<WatchLogRequest, WatchLogResponse> {
        private final String address;
        private @Nullable ClientCallStreamObserver<WatchLogRequest> call;
        private volatile boolean over;

        Hearing(String address) {
            this.address = address;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchLogRequest> begun) {
            call = begun;
        }

        @Override
        public void onNext(WatchLogResponse told) {
            database.grew(told.getRevision());
        }

        @Override
        public void onError(Throwable lost) {
            LOG.debug("the replica at {} tells no longer how far the log goes: {}", address, lost.toString());
            over = true;
        }

        @Override
        public void onCompleted() {
            over = true;
        }

        void stop() {
            if (!over && call != null) {
                call.cancel("it is no longer among the replicas", null);
            }
        }
    }
}
