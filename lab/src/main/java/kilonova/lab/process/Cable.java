package kilonova.lab.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP cable on the loopback address: what connects to its port reaches another one, until the cable is cut, falls silent
 * or becomes slow.
 */
public final class Cable implements AutoCloseable {
    private static final int BUFFER = 32 * 1024;
    private static final int BACKLOG = 256;
    private static final int CONNECT_MILLIS = 5_000;

    private enum State {
        SOUND,
        /** Connections end at once, old ones and new ones. */
        CUT,
        /** Nothing gets through and nobody is told: each end thinks that the other is there. */
        SILENT
    }

    private final int target;
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** Grows when all connections so far are forgotten. */
    private final AtomicInteger age = new AtomicInteger();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.SOUND;
    private volatile Duration delay = Duration.ZERO;

    private Cable(int target, ServerSocket door) {
        this.target = target;
        this.door = door;
    }

    /** Lays a cable to that port. */
    public static Cable to(int target) throws IOException {
        var door = new ServerSocket();
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        var cable = new Cable(target, door);
        Thread.ofPlatform().daemon(true).name("cable-to-" + target).start(cable::accept);
        return cable;
    }

    /** Where it begins. */
    public int port() {
        return door.getLocalPort();
    }

    public void cut() {
        become(State.CUT);
        sockets.forEach(Cable::reset);
    }

    public void silence() {
        become(State.SILENT);
    }

    /**
     * Forgets the connections that there are, as a firewall does that was started anew: they are silent for ever, and nobody is
     * told; new ones get through.
     */
    public void forget() {
        age.incrementAndGet();
    }

    /** Every piece takes so much longer, each way. */
    public void slow(Duration each) {
        delay = each;
    }

    /** As if nothing had been; what was held back goes on its way. */
    public void mend() {
        delay = Duration.ZERO;
        become(State.SOUND);
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void become(State next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while nothing gets through. @return false when the cable is cut */
    private boolean through() throws InterruptedException {
        lock.lock();
        try {
            while (state == State.SILENT) {
                changed.await();
            }
            return state == State.SOUND;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> join(near));
            } catch (IOException closed) {
                // Whoever closed the door knows.
            }
        }
    }

    private void join(Socket near) {
        int born = age.get();
        var far = new Socket();
        sockets.add(far);
        try {
            if (through()) {
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                Thread back = Thread.ofVirtual().start(() -> pump(far, near, born));
                pump(near, far, born);
                back.join();
            }
        } catch (IOException refused) {
            // The far end is not there: the near end sees its connection end.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            end(near);
            end(far);
        }
    }

    private void pump(Socket from, Socket to, int born) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!delay.isZero()) {
                    Thread.sleep(delay);
                }
                if (!through()) {
                    break;
                }
                // What is sent into a forgotten connection is lost; each end finds out by itself.
                if (born == age.get()) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
            // An end that is silent, or forgotten, does not say that it went away.
            if (through()) {
                if (born == age.get()) {
                    to.shutdownOutput();
                }
                return;
            }
        } catch (IOException broken) {
            awaitMending();
            if (born != age.get()) {
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        reset(from);
        reset(to);
    }

    private void awaitMending() {
        try {
            through();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed either way.
        }
    }

    /** Ends it as a cut does: whatever is on its way is lost. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // It is closed either way.
        }
    }
}
