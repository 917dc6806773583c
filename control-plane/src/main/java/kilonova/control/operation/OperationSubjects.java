package kilonova.control.operation;

import java.util.Collection;
import java.util.Map;
import kilonova.compute.v1.Server;
import kilonova.control.identity.Principal;
import kilonova.control.store.Tx;

/** What operations work on, told by the room that holds it. */
public interface OperationSubjects {

    /**
     * The servers that the operations work on, by id, as they are now: those that the caller may see. However many they
     * are, they cost as many statements as one.
     */
    Map<String, Server> servers(Tx tx, Principal who, Collection<Operation> operations);
}
