package kilonova.control.placement;

import com.google.protobuf.util.Timestamps;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.store.Database;
import kilonova.kernel.Problem;
import kilonova.placement.v1.GetResourceProviderRequest;
import kilonova.placement.v1.ListAllocationsRequest;
import kilonova.placement.v1.ListAllocationsResponse;
import kilonova.placement.v1.ListResourceProvidersRequest;
import kilonova.placement.v1.ListResourceProvidersResponse;
import kilonova.placement.v1.PlacementServiceGrpc;
import kilonova.placement.v1.ResourceProvider;

/** Wire in, wire out for placement. */
public final class PlacementApi extends PlacementServiceGrpc.PlacementServiceImplBase {
    private static final int MAX_PAGE = 1_000;

    private final Database database;
    private final PlacementLedger ledger;
    private final Policy policy;

    /** @param policy of {@link kilonova.control.policy.PolicyBook#PLACEMENT} */
    public PlacementApi(Database database, PlacementLedger ledger, Policy policy) {
        this.database = database;
        this.ledger = ledger;
        this.policy = policy;
    }

    @Override
    public void getResourceProvider(GetResourceProviderRequest request, StreamObserver<ResourceProvider> out) {
        Unary.reply(out, () -> {
            require("resource_providers:show");
            return database.read(tx -> ledger.provider(tx, request.getId()))
                    .map(PlacementApi::message)
                    .orElseThrow(() -> new Problem.NotFound("resource_provider", request.getId()).raise());
        });
    }

    @Override
    public void listResourceProviders(
            ListResourceProvidersRequest request, StreamObserver<ListResourceProvidersResponse> out) {
        Unary.reply(out, () -> {
            require("resource_providers:list");
            int size = size(request.getPageSize());
            List<Provider> page = database.read(tx -> ledger.providers(tx, request.getPageToken(), size));
            var response = ListResourceProvidersResponse.newBuilder();
            page.stream()
                    .filter(provider ->
                            request.getName().isEmpty() || provider.name().equals(request.getName()))
                    .forEach(provider -> response.addResourceProviders(message(provider)));
            if (page.size() == size) {
                response.setNextPageToken(page.getLast().name());
            }
            return response.build();
        });
    }

    @Override
    public void listAllocations(ListAllocationsRequest request, StreamObserver<ListAllocationsResponse> out) {
        Unary.reply(out, () -> {
            require("allocations:list");
            int size = size(request.getPageSize());
            List<Allocation> page = database.read(tx -> ledger.allocations(
                    tx,
                    optional(request.getConsumerId()),
                    optional(request.getResourceProviderId()),
                    request.getPageToken(),
                    size));
            var response = ListAllocationsResponse.newBuilder();
            page.forEach(allocation -> response.addAllocations(message(allocation)));
            if (page.size() == size) {
                response.setNextPageToken(
                        page.getLast().consumer() + "/" + page.getLast().provider());
            }
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

    private static int size(int asked) {
        return asked == 0 ? MAX_PAGE : Math.min(asked, MAX_PAGE);
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private void require(String rule) {
        var who = Call.current().principal();
        policy.require(who, "placement:" + rule, Target.own(who));
    }
}
