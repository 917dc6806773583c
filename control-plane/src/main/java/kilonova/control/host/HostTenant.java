package kilonova.control.host;

import kilonova.control.store.Tx;

/** A room that keeps something of hosts, and has its say before one is deleted. */
@FunctionalInterface
public interface HostTenant {
    /**
     * Lets go of the host, in the transaction that deletes it.
     *
     * @throws kilonova.kernel.ProblemException InUse while it cannot
     */
    void letGo(Tx tx, Host host);
}
