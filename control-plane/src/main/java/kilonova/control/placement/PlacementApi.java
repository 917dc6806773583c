package kilonova.control.placement;

import com.google.protobuf.util.Timestamps;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.placement.v1.GetResourceProviderRequest;
import kilonova.placement.v1.ListAllocationsRequest;
import kilonova.placement.v1.ListAllocationsResponse;
import kilonova.placement.v1.ListResourceProvidersRequest;
import kilonova.placement.v1.ListResourceProvidersResponse;
import kilonova.placement.v1.PlacementServiceGrpc;
import kilonova.placement.v1.ResourceProvider;

/** Wire in, wire out for placement. */
public final class PlacementApi extends PlacementServiceGrpc.PlacementServiceImplBase {
    private final PlacementDesk desk;

    public PlacementApi(PlacementDesk desk) {
        this.desk = desk;
    }

    @Override
    public void getResourceProvider(GetResourceProviderRequest request, StreamObserver<ResourceProvider> out) {
        Unary.reply(out, () -> message(desk.provider(who(), request.getId())));
    }

    @Override
    public void listResourceProviders(
            ListResourceProvidersRequest request, StreamObserver<ListResourceProvidersResponse> out) {
        Unary.reply(out, () -> {
            var page = desk.providers(who(), request.getPageToken(), request.getPageSize());
            var response = ListResourceProvidersResponse.newBuilder();
            page.items().stream()
                    .filter(provider ->
                            request.getName().isEmpty() || provider.name().equals(request.getName()))
                    .forEach(provider -> response.addResourceProviders(message(provider)));
            page.more().ifPresent(response::setNextPageToken);
            return response.build();
        });
    }

    @Override
    public void listAllocations(ListAllocationsRequest request, StreamObserver<ListAllocationsResponse> out) {
        Unary.reply(out, () -> {
            var page = desk.allocations(
                    who(),
                    optional(request.getConsumerId()),
                    optional(request.getResourceProviderId()),
                    request.getPageToken(),
                    request.getPageSize());
            var response = ListAllocationsResponse.newBuilder();
            page.items().forEach(allocation -> response.addAllocations(message(allocation)));
            page.more().ifPresent(response::setNextPageToken);
            return response.build();
        });
    }

    private static ResourceProvider message(Provider provider) {
        var message = ResourceProvider.newBuilder()
                .setId(provider.id())
                .setName(provider.name())
                .setGeneration(provider.generation())
                .putAllUsages(provider.usages().amounts())
                .addAllTraits(provider.traits())
                .setUpdateTime(Timestamps.fromMicros(provider.updatedAt()));
        provider.inventories()
                .forEach((resource, inventory) -> message.putInventories(
                        resource,
                        kilonova.placement.v1.Inventory.newBuilder()
                                .setTotal(inventory.total())
                                .setReserved(inventory.reserved())
                                .setMinUnit(inventory.minUnit())
                                .setMaxUnit(inventory.maxUnit())
                                .setStepSize(inventory.stepSize())
                                .setAllocationRatio(inventory.ratio())
                                .build()));
        return message.build();
    }

    private static kilonova.placement.v1.Allocation message(Allocation allocation) {
        return kilonova.placement.v1.Allocation.newBuilder()
                .setConsumerId(allocation.consumer())
                .setResourceProviderId(allocation.provider())
                .setProjectId(allocation.project().value())
                .setUserId(allocation.user().value())
                .putAllResources(allocation.resources().amounts())
                .build();
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
