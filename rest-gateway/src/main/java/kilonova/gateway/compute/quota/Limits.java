package kilonova.gateway.compute.quota;

import static kilonova.gateway.compute.Downgrades.since;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import kilonova.compute.v1.GetQuotasRequest;
import kilonova.compute.v1.Quota;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Downgrades;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Json;

/** What a project may have and has, under the names that limits go by. */
final class Limits {
    private static final Downgrades<Map<String, Quota>> STEPS = Downgrades.of(
            since(57, (view, quotas) -> {
                limit(view, "maxPersonality", quotas, "injected_files");
                limit(view, "maxPersonalitySize", quotas, "injected_file_content_bytes");
            }),
            since(39, (view, quotas) -> limit(view, "maxImageMeta", quotas, "metadata_items")),
            since(36, (view, quotas) -> {
                limit(view, "maxSecurityGroups", quotas, "security_groups");
                limit(view, "maxSecurityGroupRules", quotas, "security_group_rules");
                limit(view, "maxTotalFloatingIps", quotas, "floating_ips");
                used(view, "totalSecurityGroupsUsed", quotas, "security_groups");
                used(view, "totalFloatingIpsUsed", quotas, "floating_ips");
            }));

    private Limits() {}

    static Answer show(ComputeRequest request) {
        var quotas = QuotaEndpoints.byName(QuotaEndpoints.quotas(request)
                .getQuotas(GetQuotasRequest.newBuilder()
                        .setProjectId(request.query("tenant_id").orElse(""))
                        .build()));
        var document = Json.object();
        var limits = document.putObject("limits");
        limits.putArray("rate");
        limits.set("absolute", STEPS.to(request.version(), newest(quotas), quotas));
        return Answer.json(request.success(), document);
    }

    private static ObjectNode newest(Map<String, Quota> quotas) {
        var view = Json.object();
        limit(view, "maxServerMeta", quotas, "metadata_items");
        limit(view, "maxTotalCores", quotas, "cores");
        limit(view, "maxTotalInstances", quotas, "instances");
        limit(view, "maxTotalKeypairs", quotas, "key_pairs");
        limit(view, "maxTotalRAMSize", quotas, "ram");
        limit(view, "maxServerGroups", quotas, "server_groups");
        limit(view, "maxServerGroupMembers", quotas, "server_group_members");
        used(view, "totalCoresUsed", quotas, "cores");
        used(view, "totalInstancesUsed", quotas, "instances");
        used(view, "totalRAMUsed", quotas, "ram");
        used(view, "totalServerGroupsUsed", quotas, "server_groups");
        return view;
    }

    private static void limit(ObjectNode view, String member, Map<String, Quota> quotas, String name) {
        view.put(member, QuotaEndpoints.named(quotas, name).getLimit());
    }

    private static void used(ObjectNode view, String member, Map<String, Quota> quotas, String name) {
        view.put(member, QuotaEndpoints.named(quotas, name).getUsed());
    }
}
