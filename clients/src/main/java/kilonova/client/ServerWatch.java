package kilonova.client;

import io.grpc.Context;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.compute.v1.WatchServersResponse;

/**
 * A stream of changes. One thread reads; any thread may close. After a lost connection, open another one at the last
 * {@link WatchServersResponse#getBookmark bookmark}: nothing is missed.
 */
public final class ServerWatch implements Iterator<WatchServersResponse>, AutoCloseable {
    private final Context.CancellableContext context;
    private final Iterator<WatchServersResponse> responses;

    private ServerWatch(Context.CancellableContext context, Iterator<WatchServersResponse> responses) {
        this.context = context;
        this.responses = responses;
    }

    static ServerWatch open(ServerServiceBlockingStub servers, long revision) {
        var context = Context.current().withCancellation();
        try {
            var request = WatchServersRequest.newBuilder().setRevision(revision).build();
            return new ServerWatch(context, context.call(() -> servers.watchServers(request)));
        } catch (Exception failed) {
            context.cancel(failed);
            throw failed instanceof RuntimeException known ? known : new IllegalStateException(failed);
        }
    }

    /** Blocks until there is a message; false when the server ended the stream. */
    @Override
    public boolean hasNext() {
        return responses.hasNext();
    }

    @Override
    public WatchServersResponse next() {
        return responses.next();
    }

    @Override
    public void close() {
        context.cancel(new CancellationException("closed by its reader"));
    }
}
