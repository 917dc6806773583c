package kilonova.node.session;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that ticks a {@link NodeLoop} in production. */
public final class NodeDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDriver.class);
    /** A bug must not become a busy loop. */
    private static final long PAUSE_AFTER_BUG_MILLIS = 1_000;

    private final NodeLoop loop;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;

    private NodeDriver(NodeLoop loop) {
        this.loop = loop;
        this.thread = Thread.ofPlatform().name("node-loop").daemon().unstarted(this::run);
    }

    public static NodeDriver start(NodeLoop loop) {
        var driver = new NodeDriver(loop);
        driver.thread.start();
        return driver;
    }

    /** Ends the stream and the thread; guests are left as they are. */
    @Override
    public void close() {
        closing = true;
        loop.rouse();
        try {
            ended.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                step();
            }
            loop.close();
        } catch (InterruptedException stopped) {
            LOG.warn("the node's loop was interrupted");
        } finally {
            ended.countDown();
        }
    }

    private void step() throws InterruptedException {
        try {
            loop.await(loop.tick());
        } catch (RuntimeException | Error bug) {
            LOG.error("the node's loop stumbled, and goes on", bug);
            Thread.sleep(PAUSE_AFTER_BUG_MILLIS);
        }
    }
}
