package kilonova.gateway.compute.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerInterface;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.HttpFaultException;
import kilonova.gateway.http.Json;

/** Parts of a server that have a path of their own: addresses, metadata, tags. To be read only. */
final class ServerParts {
    private ServerParts() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", "/servers/{server_id}/ips", ServerParts::addresses)
                .on("GET", "/servers/{server_id}/ips/{id}", ServerParts::network)
                .on("GET", "/servers/{server_id}/metadata", ServerParts::metadata)
                .on("GET", "/servers/{server_id}/metadata/{id}", ServerParts::metadataItem)
                .on("GET", "/servers/{server_id}/tags", ServerParts::tags)
                .on("GET", "/servers/{server_id}/tags/{id}", ServerParts::tag);
    }

    /** @param part the field that is wanted */
    private static Server server(ComputeRequest request, String part) {
        return ServerEndpoints.servers(request)
                .getServer(GetServerRequest.newBuilder()
                        .setId(request.variable("server_id"))
                        .setReadMask(FieldMask.newBuilder().addPaths(part))
                        .build());
    }

    private static HttpFaultException notFound(String message) {
        return HttpFault.of(404, message).raise();
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
        document.set("addresses", byNetwork(server(request, "interfaces")));
        return Answer.json(request.success(), document);
    }

    private static Answer network(ComputeRequest request) {
        var networks = byNetwork(server(request, "interfaces"));
        networks.retain(request.variable("id"));
        if (networks.isEmpty()) {
            throw notFound("Instance is not a member of specified network");
        }
        return Answer.json(request.success(), networks);
    }

    private static Answer metadata(ComputeRequest request) {
        var document = Json.object();
        Values.put(document, "metadata", server(request, "metadata").getMetadataMap());
        return Answer.json(request.success(), document);
    }

    private static Answer metadataItem(ComputeRequest request) {
        String key = request.variable("id");
        if (server(request, "metadata").getMetadataMap().get(key) instanceof String value) {
            var document = Json.object();
            document.putObject("meta").put(key, value);
            return Answer.json(request.success(), document);
        }
        throw notFound("Metadata item was not found");
    }

    private static Answer tags(ComputeRequest request) {
        var document = Json.object();
        server(request, "tags").getTagsList().forEach(document.putArray("tags")::add);
        return Answer.json(request.success(), document);
    }

    private static Answer tag(ComputeRequest request) {
        String tag = request.variable("id");
        if (!server(request, "tags").getTagsList().contains(tag)) {
            throw notFound("Server " + request.variable("server_id") + " has no tag '" + tag + "'");
        }
        return Answer.empty(request.success());
    }
}
