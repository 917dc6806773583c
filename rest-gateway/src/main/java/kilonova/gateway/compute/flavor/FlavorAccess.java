package kilonova.gateway.compute.flavor;

import kilonova.compute.v1.AddFlavorAccessRequest;
import kilonova.compute.v1.ListFlavorAccessRequest;
import kilonova.compute.v1.ListFlavorAccessResponse;
import kilonova.compute.v1.RemoveFlavorAccessRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;

/** Which projects see a private flavor. */
final class FlavorAccess {
    private FlavorAccess() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", "/flavors/{flavor_id}/os-flavor-access", FlavorAccess::list)
                .action("/flavors/{id}/action", "addTenantAccess", FlavorAccess::add)
                .action("/flavors/{id}/action", "removeTenantAccess", FlavorAccess::remove);
    }

    private static Answer list(ComputeRequest request) {
        var flavor = FlavorEndpoints.get(request, "flavor_id");
        if (flavor.getPublic()) {
            throw HttpFault.of(404, "Access list not available for public flavors.")
                    .raise();
        }
        return answer(
                request,
                FlavorEndpoints.flavors(request)
                        .listFlavorAccess(ListFlavorAccessRequest.newBuilder()
                                .setId(flavor.getId())
                                .build()));
    }

    private static Answer add(ComputeRequest request) {
        if (request.atLeast(7) && FlavorEndpoints.get(request, "id").getPublic()) {
            throw HttpFault.of(409, "Can not add access to a public flavor.").raise();
        }
        String flavor = request.variable("id");
        String project = tenant(request, "addTenantAccess");
        var taken = ProblemWords.when(
                "Duplicate",
                "",
                HttpFault.of(
                        409,
                        "Flavor access already exists for flavor " + flavor + " and project " + project
                                + " combination."));
        return answer(request, ProblemFault.telling(taken, () -> FlavorEndpoints.flavors(request)
                .addFlavorAccess(AddFlavorAccessRequest.newBuilder()
                        .setId(flavor)
                        .setProjectId(project)
                        .build())));
    }

    private static Answer remove(ComputeRequest request) {
        String flavor = request.variable("id");
        String project = tenant(request, "removeTenantAccess");
        var none = ProblemWords.when(
                "NotFound",
                "flavor access",
                HttpFault.of(404, "Flavor access not found for " + flavor + " / " + project + " combination."));
        return answer(request, ProblemFault.telling(none, () -> FlavorEndpoints.flavors(request)
                .removeFlavorAccess(RemoveFlavorAccessRequest.newBuilder()
                        .setId(flavor)
                        .setProjectId(project)
                        .build())));
    }

    private static String tenant(ComputeRequest request, String action) {
        return Values.textOr(request.body().path(action), "tenant", "");
    }

    private static Answer answer(ComputeRequest request, ListFlavorAccessResponse access) {
        var document = Json.object();
        var list = document.putArray("flavor_access");
        access.getProjectIdsList()
                .forEach(each ->
                        list.addObject().put("flavor_id", access.getId()).put("tenant_id", each));
        return Answer.json(request.success(), document);
    }
}
