package kilonova.control.flavor;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.TreeMap;
import kilonova.compute.v1.AddFlavorAccessRequest;
import kilonova.compute.v1.CreateFlavorRequest;
import kilonova.compute.v1.DeleteFlavorExtraSpecRequest;
import kilonova.compute.v1.DeleteFlavorRequest;
import kilonova.compute.v1.FlavorServiceGrpc;
import kilonova.compute.v1.GetFlavorRequest;
import kilonova.compute.v1.ListFlavorAccessRequest;
import kilonova.compute.v1.ListFlavorAccessResponse;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.compute.v1.ListFlavorsResponse;
import kilonova.compute.v1.RemoveFlavorAccessRequest;
import kilonova.compute.v1.SetFlavorExtraSpecsRequest;
import kilonova.compute.v1.UpdateFlavorRequest;
import kilonova.compute.v1.WatchFlavorsRequest;
import kilonova.compute.v1.WatchFlavorsResponse;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.KnownProjects;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.control.watch.Watches;
import kilonova.kernel.Problem;

/** Wire in, wire out: parse, call one method of {@link Flavors}, render. No other logic. */
public final class FlavorApi extends FlavorServiceGrpc.FlavorServiceImplBase {
    private static final List<String> CHANGEABLE = List.of("description");

    private final Flavors flavors;
    private final KnownProjects projects;
    private final Requests requests;
    private final Watches watches;

    public FlavorApi(Flavors flavors, KnownProjects projects, Requests requests, Watches watches) {
        this.flavors = flavors;
        this.projects = projects;
        this.requests = requests;
        this.watches = watches;
    }

    @Override
    public void getFlavor(GetFlavorRequest request, StreamObserver<kilonova.compute.v1.Flavor> out) {
        Unary.reply(out, () -> message(flavors.flavor(who(), request.getId())));
    }

    @Override
    public void listFlavors(ListFlavorsRequest request, StreamObserver<ListFlavorsResponse> out) {
        Unary.reply(
                out,
                () -> FlavorProto.page(
                        flavors.list(who(), FlavorProto.query(request, who())),
                        flavors.showsExtraSpecs(who()),
                        request,
                        who()));
    }

    @Override
    public void createFlavor(CreateFlavorRequest request, StreamObserver<kilonova.compute.v1.Flavor> out) {
        Unary.reply(out, () -> flavors.create(who(), FlavorProto.wanted(request.getFlavor()), flavor(request)));
    }

    @Override
    public void updateFlavor(UpdateFlavorRequest request, StreamObserver<kilonova.compute.v1.Flavor> out) {
        Unary.reply(out, () -> {
            List<String> paths = request.getUpdateMask().getPathsList();
            if (!paths.isEmpty() && !CHANGEABLE.equals(paths)) {
                throw new Problem.Invalid("update_mask", "only description can change").raise();
            }
            var said = request.getFlavor();
            return flavors.describe(who(), said.getId(), said.getEtag(), said.getDescription(), flavor(request));
        });
    }

    @Override
    public void deleteFlavor(DeleteFlavorRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> flavors.delete(who(), request.getId(), requests.once(who(), request)));
    }

    @Override
    public void setFlavorExtraSpecs(
            SetFlavorExtraSpecsRequest request, StreamObserver<kilonova.compute.v1.Flavor> out) {
        Unary.reply(
                out,
                () -> flavors.specify(
                        who(),
                        request.getId(),
                        new TreeMap<>(request.getExtraSpecsMap()),
                        request.getLenient(),
                        flavor(request)));
    }

    @Override
    public void deleteFlavorExtraSpec(DeleteFlavorExtraSpecRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out, () -> flavors.unspecify(who(), request.getId(), request.getKey(), requests.once(who(), request)));
    }

    @Override
    public void listFlavorAccess(ListFlavorAccessRequest request, StreamObserver<ListFlavorAccessResponse> out) {
        Unary.reply(out, () -> FlavorProto.access(flavors.access(who(), request.getId()), request, who()));
    }

    @Override
    public void addFlavorAccess(AddFlavorAccessRequest request, StreamObserver<ListFlavorAccessResponse> out) {
        Unary.reply(
                out,
                () -> flavors.allow(
                        who(), request.getId(), new ProjectId(request.getProjectId()), projects, access(request)));
    }

    @Override
    public void removeFlavorAccess(RemoveFlavorAccessRequest request, StreamObserver<ListFlavorAccessResponse> out) {
        Unary.reply(
                out,
                () -> flavors.disallow(who(), request.getId(), new ProjectId(request.getProjectId()), access(request)));
    }

    @Override
    public void watchFlavors(WatchFlavorsRequest request, StreamObserver<WatchFlavorsResponse> out) {
        boolean specs = flavors.showsExtraSpecs(who());
        Unary.stream(
                out,
                () -> watches.open(
                        out,
                        flavors.watch(
                                Call.current(),
                                request.getRevision(),
                                news -> WatchFlavorsResponse.newBuilder()
                                        .addAllEvents(news.stream()
                                                .map(each -> FlavorProto.event(each, specs))
                                                .toList())
                                        .build(),
                                (bookmark, complete) -> WatchFlavorsResponse.newBuilder()
                                        .setBookmark(bookmark)
                                        .setSnapshotComplete(complete)
                                        .build())));
    }

    private kilonova.compute.v1.Flavor message(Flavor flavor) {
        return FlavorProto.message(flavor, flavors.showsExtraSpecs(who()));
    }

    private Once<Flavor, kilonova.compute.v1.Flavor> flavor(Message request) {
        boolean specs = flavors.showsExtraSpecs(who());
        return requests.once(
                who(),
                request,
                kilonova.compute.v1.Flavor.getDefaultInstance(),
                flavor -> FlavorProto.message(flavor, specs));
    }

    private Once<Flavor, ListFlavorAccessResponse> access(Message request) {
        return requests.once(who(), request, ListFlavorAccessResponse.getDefaultInstance(), FlavorProto::access);
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
