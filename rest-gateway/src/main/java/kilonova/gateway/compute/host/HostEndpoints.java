package kilonova.gateway.compute.host;

import java.util.ArrayList;
import java.util.List;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.HostServiceGrpc.HostServiceBlockingStub;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerFilter;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;

/** All resources that are made of hosts. */
public final class HostEndpoints {
    private static final int PAGE = 500;

    private HostEndpoints() {}

    public static void bind(Bindings bindings) {
        Hypervisors.bind(bindings);
        Services.bind(bindings);
        Zones.bind(bindings);
        Hosts.bind(bindings);
    }

    static HostServiceBlockingStub hosts(ComputeRequest request) {
        return request.calls().to(HostServiceGrpc::newBlockingStub);
    }

    /** All hosts that the query lets through; for answers that are never paged. */
    static List<Host> all(ComputeRequest request, ListHostsRequest query) {
        var hosts = new ArrayList<Host>();
        String token = "";
        do {
            var page = hosts(request)
                    .listHosts(query.toBuilder()
                            .setPageSize(PAGE)
                            .setPageToken(token)
                            .build());
            hosts.addAll(page.getHostsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return hosts;
    }

    /**
     * All servers on the host of a name, whosever they are.
     *
     * @param brief ids and names alone
     */
    static List<Server> servers(ComputeRequest request, String host, boolean brief) {
        var servers = new ArrayList<Server>();
        var query = ListServersRequest.newBuilder()
                .setBrief(brief)
                .setFilter(ServerFilter.newBuilder().setAllProjects(true).setHost(host))
                .setPageSize(PAGE);
        String token = "";
        do {
            var page = request.calls()
                    .to(ServerServiceGrpc::newBlockingStub)
                    .listServers(query.setPageToken(token).build());
            servers.addAll(page.getServersList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return servers;
    }
}
