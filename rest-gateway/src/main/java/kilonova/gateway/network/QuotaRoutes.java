package kilonova.gateway.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.network.v1.GetNetworkQuotasRequest;
import kilonova.network.v1.GetNetworkQuotasResponse;
import kilonova.network.v1.NetworkQuotaServiceGrpc;
import kilonova.network.v1.NetworkQuotaServiceGrpc.NetworkQuotaServiceBlockingStub;
import kilonova.network.v1.ResetNetworkQuotasRequest;
import kilonova.network.v1.SetNetworkQuotasRequest;

/** Quotas of projects, as Neutron spells them. */
final class QuotaRoutes {
    private static final int MAX_BYTES = 64 * 1024;

    private QuotaRoutes() {}

    static void on(Routes routes) {
        routes.get("/v2.0/quotas/{project}", e -> limits(get(e, false)))
                .get("/v2.0/quotas/{project}/default", e -> limits(get(e, true)))
                .get("/v2.0/quotas/{project}/details", e -> details(get(e, false)))
                .get("/v2.0/quotas/{project}/details.json", e -> details(get(e, false)))
                .put("/v2.0/quotas/{project}", QuotaRoutes::set)
                .delete("/v2.0/quotas/{project}", QuotaRoutes::reset);
    }

    private static GetNetworkQuotasResponse get(Exchange exchange, boolean defaults) {
        return stub(exchange)
                .getNetworkQuotas(GetNetworkQuotasRequest.newBuilder()
                        .setProjectId(exchange.variable("project"))
                        .setDefaults(defaults)
                        .build());
    }

    private static Answer set(Exchange exchange) {
        JsonNode body = Json.parse(exchange.body(MAX_BYTES))
                .orElseThrow(() -> NetworkWords.bad("Cannot understand JSON: malformed JSON in request body."));
        if (!(body.get("quota") instanceof JsonNode quota) || !quota.isObject()) {
            throw NetworkWords.bad("Unable to find 'quota' in request body");
        }
        var request = SetNetworkQuotasRequest.newBuilder().setProjectId(exchange.variable("project"));
        quota.properties().forEach(field -> {
            JsonNode limit = field.getValue();
            String text = limit.asText();
            if (limit.isContainerNode() || !text.matches("-?\\d{1,10}")) {
                throw Attributes.invalid(field.getKey(), "'" + limit + "' is not an integer");
            }
            request.putLimits(field.getKey(), Long.parseLong(text));
        });
        return limits(stub(exchange).setNetworkQuotas(request.build()));
    }

    @SuppressWarnings("CheckReturnValue")
    private static Answer reset(Exchange exchange) {
        stub(exchange)
                .resetNetworkQuotas(ResetNetworkQuotasRequest.newBuilder()
                        .setProjectId(exchange.variable("project"))
                        .build());
        return Answer.empty(204);
    }

    private static Answer limits(GetNetworkQuotasResponse response) {
        ObjectNode body = Json.object();
        ObjectNode quota = body.putObject("quota");
        response.getQuotasList().forEach(each -> quota.put(each.getResource(), each.getLimit()));
        return Answer.json(200, body);
    }

    private static Answer details(GetNetworkQuotasResponse response) {
        ObjectNode body = Json.object();
        ObjectNode quota = body.putObject("quota");
        response.getQuotasList().forEach(each -> quota.putObject(each.getResource())
                .put("limit", each.getLimit())
                .put("used", each.getUsed())
                .put("reserved", 0));
        return Answer.json(200, body);
    }

    private static NetworkQuotaServiceBlockingStub stub(Exchange exchange) {
        return exchange.calls().to(NetworkQuotaServiceGrpc::newBlockingStub);
    }
}
