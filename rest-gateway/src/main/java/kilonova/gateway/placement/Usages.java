package kilonova.gateway.placement;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kilonova.gateway.http.Answer;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.ConsumerTypeUsages;
import kilonova.placement.v1.GetUsagesRequest;

/** What the consumers of a project hold. */
final class Usages {
    private static final int TYPED_SINCE = 38;
    private static final String ALL = "all";

    private Usages() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("GET /usages", Usages::list);
    }

    private static Answer list(PlacementRequest request) {
        QueryText query = request.query();
        String type = query.last("consumer_type").orElse("");
        List<ConsumerTypeUsages> found = request.placement()
                .getUsages(GetUsagesRequest.newBuilder()
                        .setProjectId(query.last("project_id").orElse(""))
                        .setUserId(query.last("user_id").orElse(""))
                        .setConsumerType(type.equals(ALL) ? "" : type)
                        .build())
                .getUsagesList();
        if (!request.atLeast(TYPED_SINCE)) {
            return request.dated(
                    Answer.json(200, out -> {
                        out.writeStartObject();
                        Amounts.write(out, "usages", sum(found).getUsagesMap());
                        out.writeEndObject();
                    }),
                    List.of());
        }
        boolean together = type.equals(ALL) && !found.isEmpty();
        return request.dated(typed(together ? List.of(sum(found)) : found), List.of());
    }

    private static ConsumerTypeUsages sum(List<ConsumerTypeUsages> found) {
        var amounts = new TreeMap<String, Long>();
        long consumers = 0;
        for (ConsumerTypeUsages each : found) {
            each.getUsagesMap().forEach((resource, amount) -> amounts.merge(resource, amount, Long::sum));
            consumers += each.getConsumerCount();
        }
        return ConsumerTypeUsages.newBuilder()
                .setConsumerType(ALL)
                .setConsumerCount(consumers)
                .putAllUsages(amounts)
                .build();
    }

    private static Answer typed(List<ConsumerTypeUsages> found) {
        return Answer.json(200, out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("usages");
            for (ConsumerTypeUsages each : found) {
                out.writeObjectFieldStart(ConsumerType.shown(each.getConsumerType()));
                for (var amount : each.getUsagesMap().entrySet()) {
                    out.writeNumberField(amount.getKey(), amount.getValue());
                }
                out.writeNumberField("consumer_count", each.getConsumerCount());
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeEndObject();
        });
    }
}
