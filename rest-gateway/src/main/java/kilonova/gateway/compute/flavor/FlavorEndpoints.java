package kilonova.gateway.compute.flavor;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.FieldMask;
import java.util.Locale;
import java.util.Optional;
import kilonova.compute.v1.CreateFlavorRequest;
import kilonova.compute.v1.DeleteFlavorRequest;
import kilonova.compute.v1.Flavor;
import kilonova.compute.v1.FlavorServiceGrpc;
import kilonova.compute.v1.FlavorServiceGrpc.FlavorServiceBlockingStub;
import kilonova.compute.v1.GetFlavorRequest;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.compute.v1.ListFlavorsRequest.Visibility;
import kilonova.compute.v1.UpdateFlavorRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Links;
import kilonova.gateway.compute.Paging;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;

/** The flavors resource. */
public final class FlavorEndpoints {
    private FlavorEndpoints() {}

    public static void bind(Bindings bindings) {
        bindings.on("GET", "/flavors", request -> list(request, true))
                .on("GET", "/flavors/detail", request -> list(request, false))
                .on("POST", "/flavors", FlavorEndpoints::create)
                .on("GET", "/flavors/{id}", request -> whole(request, get(request, "id")))
                .on("PUT", "/flavors/{id}", FlavorEndpoints::update)
                .on("DELETE", "/flavors/{id}", FlavorEndpoints::delete);
        FlavorExtraSpecs.bind(bindings);
        FlavorAccess.bind(bindings);
    }

    static FlavorServiceBlockingStub flavors(ComputeRequest request) {
        return request.calls().to(FlavorServiceGrpc::newBlockingStub);
    }

    static Flavor get(ComputeRequest request, String variable) {
        return flavors(request)
                .getFlavor(GetFlavorRequest.newBuilder()
                        .setId(request.variable(variable))
                        .build());
    }

    private static Answer list(ComputeRequest request, boolean brief) {
        Links links = request.links();
        var query = query(request);
        var shape = new Paging.Shape<Flavor>(
                "flavors",
                "flavors_links",
                brief ? "flavors" : "flavors/detail",
                Flavor::getId,
                flavor -> brief
                        ? FlavorView.brief(flavor, links, request.version())
                        : FlavorView.of(flavor, links, request.version()));
        return Paging.answer(request, Paging.limit(request), shape, (size, token) -> {
            var page = query.clone().setPageSize(size).setPageToken(token);
            if (!token.isEmpty()) {
                page.clearAfterId();
            }
            var found = flavors(request).listFlavors(page.build());
            return new Paging.Page<>(found.getFlavorsList(), found.getNextPageToken());
        });
    }

    private static ListFlavorsRequest.Builder query(ComputeRequest request) {
        var query = ListFlavorsRequest.newBuilder()
                .setAfterId(request.query("marker").orElse(""))
                .setVisibility(request.query("is_public")
                        .map(FlavorEndpoints::visibility)
                        .orElse(Visibility.VISIBILITY_UNSPECIFIED))
                .setMinMemoryMb(number(request, "minRam"))
                .setMinDiskGb(number(request, "minDisk"))
                .setOrderBy(request.query("sort_key").orElse("flavorid"))
                .setDescending(request.query("sort_dir").orElse("asc").equals("desc"));
        request.query("changes-since").ifPresent(each -> query.setChangedSince(Times.parse("changes-since", each)));
        if (request.atLeast(102)) {
            request.query("name").ifPresent(query::setName);
        }
        return query;
    }

    private static Visibility visibility(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "none" -> Visibility.VISIBILITY_ALL;
            case "true", "t", "1", "on", "yes", "y" -> Visibility.VISIBILITY_PUBLIC;
            case "false", "f", "0", "off", "no", "n" -> Visibility.VISIBILITY_PRIVATE;
            default ->
                throw HttpFault.of(400, "Invalid is_public filter [" + text + "]")
                        .raise();
        };
    }

    private static int number(ComputeRequest request, String name) {
        return request.query(name)
                .map(text -> {
                    try {
                        return Integer.parseInt(text);
                    } catch (NumberFormatException word) {
                        throw HttpFault.of(400, "Invalid " + name + " filter [" + text + "]")
                                .raise();
                    }
                })
                .orElse(0);
    }

    private static Answer create(ComputeRequest request) {
        JsonNode body = request.body().path("flavor");
        var flavor = Flavor.newBuilder()
                .setId(Values.textOr(body, "id", ""))
                .setName(Values.textOr(body, "name", "").strip())
                .setDescription(Values.textOr(body, "description", ""))
                .setVcpus(Values.numberOr(body, "vcpus", 0))
                .setMemoryMb(Values.numberOr(body, "ram", 0))
                .setDiskGb(Values.numberOr(body, "disk", 0))
                .setSwapMb(Values.numberOr(body, "swap", 0))
                .setEphemeralGb(Values.numberOr(body, "OS-FLV-EXT-DATA:ephemeral", 0))
                .setRxtxFactor(Double.parseDouble(Values.textOr(body, "rxtx_factor", "1.0")))
                .setPublic(!body.has("os-flavor-access:is_public") || Values.truth(body, "os-flavor-access:is_public"));
        var call = CreateFlavorRequest.newBuilder().setFlavor(flavor).build();
        return whole(request, ProblemFault.telling(taken(call.getFlavor()), () -> flavors(request)
                .createFlavor(call)));
    }

    /** Nova says whether the name or the id is taken. */
    private static ProblemWords taken(Flavor flavor) {
        return problem -> problem.getReason().equals("Duplicate")
                        && problem.getMetadataOrDefault("id", "").equals(flavor.getName())
                        && !flavor.getName().equals(flavor.getId())
                ? Optional.of(HttpFault.of(409, "Flavor with name " + flavor.getName() + " already exists."))
                : Optional.empty();
    }

    private static Answer update(ComputeRequest request) {
        var flavor = Flavor.newBuilder()
                .setId(request.variable("id"))
                .setDescription(Values.textOr(request.body().path("flavor"), "description", ""));
        return whole(
                request,
                flavors(request)
                        .updateFlavor(UpdateFlavorRequest.newBuilder()
                                .setFlavor(flavor)
                                .setUpdateMask(FieldMask.newBuilder().addPaths("description"))
                                .build()));
    }

    private static Answer whole(ComputeRequest request, Flavor flavor) {
        var document = Json.object();
        document.set("flavor", FlavorView.of(flavor, request.links(), request.version()));
        return Answer.json(request.success(), document);
    }

    private static Answer delete(ComputeRequest request) {
        flavors(request)
                .deleteFlavor(DeleteFlavorRequest.newBuilder()
                        .setId(request.variable("id"))
                        .build());
        return Answer.empty(request.success());
    }
}
