package kilonova.node.libvirt;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.event.DomainEvent;
import org.libvirt.event.LifecycleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to libvirt, opened when it is needed and again when it was lost. Domain events come in over it, so a lost
 * one is opened again by itself, and the listener is told that everything may have changed.
 */
final class LibvirtLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LibvirtLink.class);
    private static final Duration LONGEST_CALL = Duration.ofMinutes(5);
    private static final Duration REOPEN_EVERY = Duration.ofSeconds(2);
    private static final int KEEPALIVE_SECONDS = 5;
    private static final int KEEPALIVE_MISSES = 6;

    /** Something to do with a live connection. */
    interface Work<T> {
        T with(Connect connect) throws LibvirtException;
    }

    /** Something to do with one domain. */
    interface DomainWork<T> {
        T with(Domain domain) throws LibvirtException;
    }

    private final String uri;
    private final NativeLane lane = new NativeLane(LONGEST_CALL);
    private final Object opening = new Object();
    private final LifecycleListener events = this::heard;
    private volatile Optional<Shared<Connect>> connect = Optional.empty();
    private volatile Consumer<String> changed = serverId -> {};
    private volatile Runnable lost = () -> {};
    private volatile Runnable reopened = () -> {};
    private volatile boolean closed;

    LibvirtLink(String uri) {
        this.uri = uri;
    }

    /**
     * @param newChanged hears the UUID of a domain that changed
     * @param newLost hears that the connection was lost, and that it is back
     * @param newReopened hears, when it is back, that any domain may have changed
     */
    void listen(Consumer<String> newChanged, Runnable newLost, Runnable newReopened) {
        changed = newChanged;
        lost = newLost;
        reopened = newReopened;
    }

    <T> T call(Work<T> work) {
        try {
            return lane.call(() -> {
                var live = live();
                try {
                    return work.with(live.what());
                } finally {
                    live.leave();
                }
            });
        } catch (ExecutionException failure) {
            throw trouble(Objects.requireNonNullElse(failure.getCause(), failure));
        }
    }

    /** The domain's answer; empty when there is no such domain. */
    <T> Optional<T> onDomain(String serverId, DomainWork<T> work) {
        return call(live -> {
            Domain domain;
            try {
                domain = live.domainLookupByUUIDString(serverId);
            } catch (LibvirtException failure) {
                if (failure.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN) {
                    return Optional.empty();
                }
                throw failure;
            }
            try {
                return Optional.of(work.with(domain));
            } finally {
                domain.free();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        synchronized (opening) {
            connect.ifPresent(open -> {
                try {
                    lane.call(() -> close(open.what()));
                } catch (ExecutionException | GuestTrouble ignored) {
                    LOG.debug("the connection to libvirt was gone already");
                }
            });
            connect = Optional.empty();
        }
        lane.close();
    }

    /** The connection, entered: the caller leaves it. */
    private Shared<Connect> live() throws LibvirtException {
        var open = connect;
        if (open.isPresent() && enters(open.get())) {
            return open.get();
        }
        synchronized (opening) {
            if (connect.isPresent() && enters(connect.get())) {
                return connect.get();
            }
            connect.ifPresent(Shared::retire);
            connect = Optional.empty();
            EventLoop.ensure();
            var fresh = new Connect(uri);
            try {
                fresh.addLifecycleListener(events);
                if (remote()) {
                    fresh.setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_MISSES);
                    fresh.registerCloseListener((gone, reason) -> lost());
                }
            } catch (LibvirtException | RuntimeException | Error failed) {
                letGo(fresh);
                throw failed;
            }
            var shared = new Shared<>(fresh, this::letGo);
            shared.enter();
            connect = Optional.of(shared);
            return shared;
        }
    }

    private static boolean enters(Shared<Connect> open) {
        if (!open.enter()) {
            return false;
        }
        if (alive(open.what())) {
            return true;
        }
        open.leave();
        return false;
    }

    /** Frees a connection that is of no more use, step by step: on a dead one any of them may fail, and the next must be tried. */
    private void letGo(Connect useless) {
        quietly(() -> useless.removeLifecycleListener(events));
        if (remote()) {
            quietly(useless::unregisterCloseListener);
        }
        quietly(useless::close);
    }

    /** Something to do with libvirt that may fail. */
    private interface Step {
        void run() throws LibvirtException;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (LibvirtException | RuntimeException failed) {
            LOG.debug("a connection to libvirt was let go of: {}", failed.toString());
        }
    }

    /** Without its listeners: a connection that has any lives on in the library, and would call into what is closed. */
    private int close(Connect open) throws LibvirtException {
        open.removeLifecycleListener(events);
        if (remote()) {
            open.unregisterCloseListener();
        }
        return open.close();
    }

    private boolean remote() {
        return !uri.startsWith("test:");
    }

    private static boolean alive(Connect open) {
        try {
            return open.isAlive();
        } catch (LibvirtException dead) {
            return false;
        }
    }

    /** On the event loop's thread: hands on at once. */
    private int heard(Domain domain, DomainEvent event) {
        try {
            changed.accept(domain.getUUIDString());
            domain.free();
        } catch (LibvirtException | RuntimeException failure) {
            LOG.warn("a domain event was lost: {}", failure.toString());
        }
        return 0;
    }

    private void lost() {
        LOG.warn("the connection to {} is lost", uri);
        if (!closed) {
            lost.run();
            Thread.ofVirtual().name("libvirt-reopen").start(this::reopen);
        }
    }

    private void reopen() {
        while (!closed) {
            try {
                Thread.sleep(REOPEN_EVERY);
                call(Connect::isAlive);
                LOG.info("the connection to {} is back", uri);
                lost.run();
                reopened.run();
                return;
            } catch (GuestTrouble still) {
                LOG.debug("libvirt is still away: {}", still.getMessage());
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private static RuntimeException trouble(Throwable failure) {
        return switch (failure) {
            case GuestTrouble known -> known;
            case LibvirtException refused -> trouble(refused);
            case LinkageError missing ->
                new GuestTrouble(
                        FaultReason.HYPERVISOR_UNAVAILABLE, "libvirt's library is not installed on the host.", missing);
            case RuntimeException bug -> bug;
            default -> new IllegalStateException(failure);
        };
    }

    static GuestTrouble trouble(LibvirtException failure) {
        var error = failure.getError();
        var code = error == null ? null : error.getCode();
        var text = String.valueOf(failure.getMessage());
        if (code == ErrorNumber.VIR_ERR_NO_CONNECT
                || code == ErrorNumber.VIR_ERR_INVALID_CONN
                || code == ErrorNumber.VIR_ERR_RPC
                || (code == ErrorNumber.VIR_ERR_SYSTEM_ERROR && text.contains("onnect"))
                || text.contains("client socket is closed")
                || text.contains("end of file while reading")) {
            return new GuestTrouble(
                    FaultReason.HYPERVISOR_UNAVAILABLE,
                    "libvirt does not answer on this host, is its daemon running? " + text,
                    failure);
        }
        if (text.contains("No space left on device")) {
            return new GuestTrouble(FaultReason.DISK_FULL, "The host's disk is full: " + text, failure);
        }
        if (code == ErrorNumber.VIR_ERR_OPERATION_TIMEOUT) {
            return new GuestTrouble(FaultReason.HYPERVISOR_UNAVAILABLE, "libvirt was too slow: " + text, failure);
        }
        return new GuestTrouble(FaultReason.HYPERVISOR_REFUSED, "libvirt refused: " + text, failure);
    }

    /** libvirt's own event loop: one per process, begun before the first connection. */
    private static final class EventLoop {
        private static boolean running;

        private EventLoop() {}

        static synchronized void ensure() throws LibvirtException {
            if (running) {
                return;
            }
            Connect.setErrorCallback((userData, error) -> {});
            Library.initEventLoop();
            running = true;
            Thread.ofPlatform().name("libvirt-events").daemon().start(() -> {
                try {
                    Library.runEventLoop();
                } catch (LibvirtException | InterruptedException ended) {
                    LOG.error("libvirt's event loop ended: guests' changes are no longer heard", ended);
                }
            });
        }
    }
}
