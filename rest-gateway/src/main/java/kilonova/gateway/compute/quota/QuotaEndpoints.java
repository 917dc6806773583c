package kilonova.gateway.compute.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import kilonova.compute.v1.GetDefaultQuotasRequest;
import kilonova.compute.v1.GetQuotasRequest;
import kilonova.compute.v1.GetQuotasResponse;
import kilonova.compute.v1.Quota;
import kilonova.compute.v1.QuotaServiceGrpc;
import kilonova.compute.v1.QuotaServiceGrpc.QuotaServiceBlockingStub;
import kilonova.compute.v1.ResetQuotasRequest;
import kilonova.compute.v1.SetDefaultQuotasRequest;
import kilonova.compute.v1.SetQuotasRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** Quota sets of projects, the default class, and limits. */
public final class QuotaEndpoints {
    private static final Quota UNLIMITED = Quota.newBuilder().setLimit(-1).build();

    private QuotaEndpoints() {}

    public static void bind(Bindings bindings) {
        bindings.on("GET", "/os-quota-sets/{id}", QuotaEndpoints::show)
                .on("GET", "/os-quota-sets/{id}/detail", QuotaEndpoints::detail)
                .on("GET", "/os-quota-sets/{id}/defaults", QuotaEndpoints::defaults)
                .on("PUT", "/os-quota-sets/{id}", QuotaEndpoints::update)
                .on("DELETE", "/os-quota-sets/{id}", QuotaEndpoints::reset)
                .on("GET", "/os-quota-class-sets/{id}", QuotaEndpoints::showClass)
                .on("PUT", "/os-quota-class-sets/{id}", QuotaEndpoints::updateClass)
                .on("GET", "/limits", Limits::show);
    }

    static QuotaServiceBlockingStub quotas(ComputeRequest request) {
        return request.calls().to(QuotaServiceGrpc::newBlockingStub);
    }

    static Map<String, Quota> byName(GetQuotasResponse quotas) {
        return quotas.getQuotasList().stream()
                .collect(Collectors.toMap(Quota::getResource, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }

    static Quota named(Map<String, Quota> quotas, String name) {
        return quotas.getOrDefault(name, UNLIMITED);
    }

    private static Map<String, Quota> ofProject(ComputeRequest request) {
        return byName(quotas(request)
                .getQuotas(GetQuotasRequest.newBuilder()
                        .setProjectId(request.variable("id"))
                        .setUserId(request.query("user_id").orElse(""))
                        .build()));
    }

    private static Answer show(ComputeRequest request) {
        return set(
                request,
                limits(ofProject(request), QuotaNames.ofProject(request.version()))
                        .put("id", request.variable("id")));
    }

    private static Answer defaults(ComputeRequest request) {
        var defaults = byName(quotas(request).getDefaultQuotas(GetDefaultQuotasRequest.getDefaultInstance()));
        return set(
                request,
                limits(defaults, QuotaNames.ofProject(request.version())).put("id", request.variable("id")));
    }

    private static Answer detail(ComputeRequest request) {
        var quotas = ofProject(request);
        var view = Json.object().put("id", request.variable("id"));
        for (String name : QuotaNames.ofProject(request.version())) {
            Quota quota = named(quotas, name);
            view.putObject(name)
                    .put("limit", quota.getLimit())
                    .put("in_use", quota.getUsed())
                    .put("reserved", 0);
        }
        return set(request, view);
    }

    private static Answer update(ComputeRequest request) {
        JsonNode body = request.body().path("quota_set");
        var quotas = byName(quotas(request)
                .setQuotas(SetQuotasRequest.newBuilder()
                        .setProjectId(request.variable("id"))
                        .setUserId(request.query("user_id").orElse(""))
                        .setForce(Values.truth(body, "force"))
                        .putAllLimits(wanted(body))
                        .build()));
        return set(request, limits(quotas, QuotaNames.ofProject(request.version())));
    }

    private static Map<String, Long> wanted(JsonNode body) {
        var limits = new LinkedHashMap<String, Long>();
        body.properties().forEach(each -> {
            if (!each.getKey().equals("force") && !each.getValue().isNull()) {
                limits.put(each.getKey(), (long) Values.number(each.getValue()));
            }
        });
        return limits;
    }

    private static Answer reset(ComputeRequest request) {
        quotas(request)
                .resetQuotas(ResetQuotasRequest.newBuilder()
                        .setProjectId(request.variable("id"))
                        .setUserId(request.query("user_id").orElse(""))
                        .build());
        return Answer.empty(request.success());
    }

    private static Answer showClass(ComputeRequest request) {
        var defaults = byName(quotas(request).getDefaultQuotas(GetDefaultQuotasRequest.getDefaultInstance()));
        return classSet(
                request, limits(defaults, QuotaNames.ofClass(request.version())).put("id", request.variable("id")));
    }

    /** Nova keeps limits of any class and goes by those of one; here the others are refused, so that nothing is lost unsaid. */
    private static Answer updateClass(ComputeRequest request) {
        if (!request.variable("id").equals("default")) {
            throw HttpFault.of(
                            400,
                            "Quota class " + request.variable("id")
                                    + " is not kept: the class that limits are taken from is default.")
                    .raise();
        }
        var defaults = byName(quotas(request)
                .setDefaultQuotas(SetDefaultQuotasRequest.newBuilder()
                        .putAllLimits(wanted(request.body().path("quota_class_set")))
                        .build()));
        return classSet(request, limits(defaults, QuotaNames.ofClass(request.version())));
    }

    private static ObjectNode limits(Map<String, Quota> quotas, List<String> names) {
        var view = Json.object();
        names.forEach(each -> view.put(each, named(quotas, each).getLimit()));
        return view;
    }

    private static Answer set(ComputeRequest request, ObjectNode view) {
        return wrapped(request, "quota_set", view);
    }

    private static Answer classSet(ComputeRequest request, ObjectNode view) {
        return wrapped(request, "quota_class_set", view);
    }

    private static Answer wrapped(ComputeRequest request, String member, ObjectNode view) {
        var document = Json.object();
        document.set(member, view);
        return Answer.json(request.success(), document);
    }
}
