package kilonova.gateway.compute.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import kilonova.compute.v1.ListServerUsagesRequest;
import kilonova.compute.v1.ListServerUsagesResponse;
import kilonova.compute.v1.UsageServiceGrpc;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Paging;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;

/** The simple tenant usage resource. One page of servers is summed up per answer, as Nova does. */
public final class UsageEndpoints {
    private static final String PATH = "os-simple-tenant-usage";

    private UsageEndpoints() {}

    public static void bind(Bindings bindings) {
        bindings.on("GET", "/" + PATH, UsageEndpoints::list).on("GET", "/" + PATH + "/{id}", UsageEndpoints::show);
    }

    private static Answer list(ComputeRequest request) {
        int limit = limit(request);
        var found = find(request, limit, ListServerUsagesRequest.newBuilder().setAllProjects(true));
        boolean detailed = first(request, "detailed").orElse("0").equals("1");
        var document = Json.object();
        var usages = document.putArray("tenant_usages");
        ProjectUsage.of(found).forEach(each -> usages.add(each.view(detailed)));
        link(request, document, "tenant_usages_links", PATH, limit, found);
        return Answer.json(request.success(), document);
    }

    private static Answer show(ComputeRequest request) {
        String project = request.variable("id");
        int limit = limit(request);
        var found = find(request, limit, ListServerUsagesRequest.newBuilder().setProjectId(project));
        var document = Json.object();
        document.set(
                "tenant_usage",
                ProjectUsage.of(found).stream()
                        .findFirst()
                        .map(each -> each.view(true))
                        .orElseGet(Json::object));
        link(request, document, "tenant_usage_links", PATH + "/" + project, limit, found);
        return Answer.json(request.success(), document);
    }

    private static int limit(ComputeRequest request) {
        return request.atLeast(40) ? Paging.limit(request) : Paging.MAX_LIMIT;
    }

    private static ListServerUsagesResponse find(
            ComputeRequest request, int limit, ListServerUsagesRequest.Builder whose) {
        first(request, "start").map(UsageTime::parse).ifPresent(whose::setStartTime);
        first(request, "end").map(UsageTime::parse).ifPresent(whose::setEndTime);
        if (request.atLeast(40)) {
            request.query("marker").ifPresent(whose::setAfterServerId);
        }
        // A page of none is no page: one server is asked for, so that what is wrong with the request is told.
        var found = ProblemFault.telling(unknownMarker(request), () -> request.calls()
                .to(UsageServiceGrpc::newBlockingStub)
                .listServerUsages(whose.setPageSize(Math.max(limit, 1)).build()));
        return limit == 0 ? found.toBuilder().clearUsages().build() : found;
    }

    /** Nova reads the first of several; one without text says nothing. */
    private static Optional<String> first(ComputeRequest request, String name) {
        return request.queries(name).stream().filter(each -> !each.isEmpty()).findFirst();
    }

    private static ProblemWords unknownMarker(ComputeRequest request) {
        return problem -> ProblemWords.invalid(problem, "after_server_id")
                ? request.query("marker").map(each -> HttpFault.of(400, "Marker " + each + " could not be found."))
                : Optional.empty();
    }

    /** Whoever got a full page is told where the next one begins, also when it turns out to be empty. */
    private static void link(
            ComputeRequest request,
            ObjectNode document,
            String member,
            String path,
            int limit,
            ListServerUsagesResponse found) {
        int count = found.getUsagesCount();
        if (request.atLeast(40) && count > 0 && count == limit) {
            document.putArray(member)
                    .addObject()
                    .put("rel", "next")
                    .put(
                            "href",
                            request.links()
                                    .next(
                                            request,
                                            path,
                                            found.getUsages(count - 1).getServerId()));
        }
    }
}
