package kilonova.control.watch;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kilonova.control.edge.Unary;

/** The far end of a watch: keeps what it is told until the test asks. */
final class Watcher extends ServerCallStreamObserver<String> {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private volatile boolean cancelled;
    private volatile boolean takes = true;
    private Runnable onCancel = () -> {};
    private Runnable onReady = () -> {};

    /** The next thing that it is told. */
    String next() {
        try {
            String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was told");
            }
            return next;
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    boolean heardAll() {
        return told.isEmpty();
    }

    /** From here on it takes nothing. */
    void fallAsleep() {
        takes = false;
    }

    /** It takes what comes, again. */
    void wakeUp() {
        takes = true;
        onReady.run();
    }

    void cancel() {
        cancelled = true;
        onCancel.run();
    }

    @Override
    public void onNext(String message) {
        told.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        Status status = Unary.status(failure).getStatus();
        told.add("error " + status.getCode() + ": " + status.getDescription());
    }

    @Override
    public void onCompleted() {
        told.add("completed");
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        onCancel = handler;
    }

    @Override
    public boolean isReady() {
        return takes;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        onReady = handler;
    }

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
}
