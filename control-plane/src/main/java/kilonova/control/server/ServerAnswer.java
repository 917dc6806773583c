package kilonova.control.server;

import java.util.List;
import kilonova.control.network.Port;
import kilonova.control.workflow.Answer;

/** What the effects of a server teach. */
sealed interface ServerAnswer extends Answer.Learned {

    record HostChosen(String hostId, String hostName, String zone) implements ServerAnswer {}

    record PortsBound(List<Port> ports) implements ServerAnswer {}
}
