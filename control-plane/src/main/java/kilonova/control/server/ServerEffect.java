package kilonova.control.server;

import java.util.List;
import kilonova.control.network.PortRequest;
import kilonova.control.scheduling.PlacementRequest;
import kilonova.control.workflow.Effect;

/** What the workflows of a server do beyond its rows. */
sealed interface ServerEffect extends Effect.Outside {

    record ChooseHost(PlacementRequest request) implements ServerEffect {}

    record BindPorts(List<PortRequest> ports) implements ServerEffect {}

    record ReleasePorts(String serverId) implements ServerEffect {}
}
