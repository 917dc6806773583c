package kilonova.node.hypervisor;

import java.util.List;
import java.util.function.Consumer;
import kilonova.node.v1.GuestProgress;
import kilonova.node.v1.HypervisorReport;

/**
 * Runs guests on one host. Every method may block and may be called from several threads at once; those that concern one
 * guest are called one after the other. What cannot be done is thrown as {@link GuestTrouble}.
 */
public interface Hypervisor extends AutoCloseable {

    /** The name of the host: what the host's id is kept under in the data directory. Never blocks. */
    String name();

    /** What the host has to give. {@code host_id} is left unset: the node knows it. */
    HypervisorReport report();

    /** Every guest of ours on the host, defined or only its files; guests that others made are left out. */
    List<Guest> guests();

    /** One guest as it is now; {@link Guest#absent} when nothing of it is there. */
    Guest observe(String serverId);

    /**
     * Brings one action to its end. Carrying out the same action again is free.
     *
     * @param progress hears what a slow action is at; may be called from any thread
     */
    void carryOut(HostAction action, Consumer<GuestProgress> progress);

    /** The last {@code lines} lines the guest wrote to its first serial console; all that is kept for -1. */
    String consoleOutput(String serverId, int lines);

    /**
     * Whom to tell the server id of a guest that may have changed by itself. The listener returns at once and may be
     * called from any thread. Set once, before the first action.
     */
    void listen(Consumer<String> listener);

    /**
     * Whom to tell that the hypervisor itself went away, came back or changed, so that its report is asked for at once. As
     * with {@link #listen}, the listener returns at once; set once.
     */
    void onHostChange(Runnable listener);

    /** Lets go of the hypervisor. Guests keep running. */
    @Override
    void close();
}
