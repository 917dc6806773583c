package kilonova.gateway.compute.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerInterface;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** The addresses of a server, which have a path of their own. */
final class ServerAddresses {
    private ServerAddresses() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", "/servers/{server_id}/ips", ServerAddresses::addresses)
                .on("GET", "/servers/{server_id}/ips/{id}", ServerAddresses::network);
    }

    private static Server server(ComputeRequest request) {
        return ServerEndpoints.servers(request)
                .getServer(GetServerRequest.newBuilder()
                        .setId(request.variable("server_id"))
                        .setReadMask(FieldMask.newBuilder().addPaths("interfaces"))
                        .build());
    }

    private static ObjectNode byNetwork(Server server) {
        var networks = Json.object();
        for (ServerInterface port : server.getInterfacesList()) {
            String name = port.getNetworkName();
            ArrayNode network = networks.get(name) instanceof ArrayNode known ? known : networks.putArray(name);
            port.getAddressesList().forEach(each -> network.addObject()
                    .put("version", each.getVersion())
                    .put("addr", each.getAddress()));
        }
        return networks;
    }

    private static Answer addresses(ComputeRequest request) {
        var document = Json.object();
        document.set("addresses", byNetwork(server(request)));
        return Answer.json(request.success(), document);
    }

    private static Answer network(ComputeRequest request) {
        var networks = byNetwork(server(request));
        networks.retain(request.variable("id"));
        if (networks.isEmpty()) {
            throw HttpFault.of(404, "Instance is not a member of specified network")
                    .raise();
        }
        return Answer.json(request.success(), networks);
    }
}
