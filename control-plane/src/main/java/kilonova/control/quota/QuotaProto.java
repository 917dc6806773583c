package kilonova.control.quota;

import java.util.List;
import kilonova.compute.v1.GetQuotasResponse;

/** Quotas as messages. */
final class QuotaProto {
    private QuotaProto() {}

    static GetQuotasResponse message(String project, List<Quota> quotas) {
        return GetQuotasResponse.newBuilder()
                .setProjectId(project)
                .addAllQuotas(quotas.stream().map(QuotaProto::message).toList())
                .build();
    }

    private static kilonova.compute.v1.Quota message(Quota quota) {
        return kilonova.compute.v1.Quota.newBuilder()
                .setResource(quota.resource().word())
                .setLimit(quota.limit())
                .setUsed(quota.used())
                .build();
    }
}
