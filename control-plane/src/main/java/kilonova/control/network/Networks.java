package kilonova.control.network;

import java.util.List;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;

/** The role of the network service. */
public interface Networks {

    /** Networks that the caller's servers may use: the project's own and shared ones, by name. */
    List<NetworkInfo> networks(Principal who);

    /** @throws kilonova.kernel.ProblemException NotFound (kind {@code network}) also when the caller may not see it */
    NetworkInfo network(Principal who, String id);

    /** @throws kilonova.kernel.ProblemException NotFound (kind {@code port}) also when the caller may not see it */
    Port port(Principal who, String id);

    /**
     * The id of a security group of the caller's project.
     *
     * @param nameOrId as the creator of a server gave it
     * @throws kilonova.kernel.ProblemException NotFound (kind {@code security_group})
     */
    String securityGroup(Principal who, String nameOrId);

    /**
     * Refuses an address that a new port of the caller could not have on the network just now.
     *
     * @throws kilonova.kernel.ProblemException Forbidden when the network is another's: there a port takes what it gets;
     *     Invalid (field {@code networks}) when no subnet has the address, or a port has it
     */
    void requireFree(Principal who, String networkId, String address);

    PortRoom portRoom(ProjectId project);

    /**
     * Makes or binds the port; asking again gives the same port.
     *
     * @throws kilonova.kernel.ProblemException Invalid (field {@code networks}) when no address is left or the fixed one
     *     is taken, InUse when the port belongs to another server, NotFound when network or port are gone
     */
    Port ensurePort(PortRequest request);

    /** Ports bound to the server, in the order in which they were made. */
    List<Port> ports(String serverId);

    /** Ids of servers that ports are bound to, in order, after one. */
    List<String> boundServers(String after, int limit);

    /** Deletes the ports made for the server and frees those made before. Idempotent. */
    void releasePorts(String serverId);
}
