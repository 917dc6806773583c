package kilonova.control.node;

import kilonova.control.store.Tx;

/** The right of one stream to speak for its node, which ends when a newer stream of the node begins, wherever that is. */
@FunctionalInterface
public interface Tenure {
    /** Of a stream that no other replica can end. */
    Tenure SURE = tx -> {};

    /**
     * Holds it until the transaction has ended: what is taken in by it was said before whatever a newer stream says.
     *
     * @throws io.grpc.StatusRuntimeException ABORTED when it is over
     */
    void hold(Tx tx);
}
