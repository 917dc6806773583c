package kilonova.control.placement;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.placement.v1.BatchCreateResourceProvidersRequest;
import kilonova.placement.v1.BatchCreateResourceProvidersResponse;
import kilonova.placement.v1.BatchGetConsumersRequest;
import kilonova.placement.v1.BatchGetConsumersResponse;
import kilonova.placement.v1.BatchGetResourceProvidersRequest;
import kilonova.placement.v1.BatchGetResourceProvidersResponse;
import kilonova.placement.v1.CreateInventoryRequest;
import kilonova.placement.v1.CreateResourceClassRequest;
import kilonova.placement.v1.CreateResourceProviderRequest;
import kilonova.placement.v1.DeleteAllocationsRequest;
import kilonova.placement.v1.DeleteInventoriesRequest;
import kilonova.placement.v1.DeleteInventoryRequest;
import kilonova.placement.v1.DeleteProviderTraitsRequest;
import kilonova.placement.v1.DeleteResourceClassRequest;
import kilonova.placement.v1.DeleteResourceProviderRequest;
import kilonova.placement.v1.DeleteTraitRequest;
import kilonova.placement.v1.EnsureResourceClassRequest;
import kilonova.placement.v1.EnsureResourceClassResponse;
import kilonova.placement.v1.EnsureTraitRequest;
import kilonova.placement.v1.EnsureTraitResponse;
import kilonova.placement.v1.FindAllocationCandidatesRequest;
import kilonova.placement.v1.FindAllocationCandidatesResponse;
import kilonova.placement.v1.GetConsumerRequest;
import kilonova.placement.v1.GetInventoriesRequest;
import kilonova.placement.v1.GetProviderAggregatesRequest;
import kilonova.placement.v1.GetProviderTraitsRequest;
import kilonova.placement.v1.GetProviderUsagesRequest;
import kilonova.placement.v1.GetResourceClassRequest;
import kilonova.placement.v1.GetResourceProviderRequest;
import kilonova.placement.v1.GetTraitRequest;
import kilonova.placement.v1.GetUsagesRequest;
import kilonova.placement.v1.GetUsagesResponse;
import kilonova.placement.v1.ListAllocationsRequest;
import kilonova.placement.v1.ListAllocationsResponse;
import kilonova.placement.v1.ListResourceClassesRequest;
import kilonova.placement.v1.ListResourceClassesResponse;
import kilonova.placement.v1.ListResourceProvidersRequest;
import kilonova.placement.v1.ListResourceProvidersResponse;
import kilonova.placement.v1.ListTraitsRequest;
import kilonova.placement.v1.ListTraitsResponse;
import kilonova.placement.v1.PlacementServiceGrpc;
import kilonova.placement.v1.ProviderAggregates;
import kilonova.placement.v1.ProviderInventories;
import kilonova.placement.v1.ProviderTraits;
import kilonova.placement.v1.ProviderUsages;
import kilonova.placement.v1.RenameResourceClassRequest;
import kilonova.placement.v1.ReshapeRequest;
import kilonova.placement.v1.ResourceClass;
import kilonova.placement.v1.ResourceProvider;
import kilonova.placement.v1.SetAllocationsRequest;
import kilonova.placement.v1.SetAllocationsResponse;
import kilonova.placement.v1.SetInventoriesRequest;
import kilonova.placement.v1.SetProviderAggregatesRequest;
import kilonova.placement.v1.SetProviderTraitsRequest;
import kilonova.placement.v1.Trait;
import kilonova.placement.v1.UpdateInventoryRequest;
import kilonova.placement.v1.UpdateResourceProviderRequest;
import kilonova.placement.v1.WatchAllocationsRequest;
import kilonova.placement.v1.WatchAllocationsResponse;
import kilonova.placement.v1.WatchResourceProvidersRequest;
import kilonova.placement.v1.WatchResourceProvidersResponse;

/** Every call of placement, handed to the class of its noun. */
public final class PlacementApi extends PlacementServiceGrpc.PlacementServiceImplBase {
    private final ProviderCalls providers;
    private final ConsumerCalls consumers;
    private final VocabularyCalls vocabulary;
    private final PlacementWatches watches;
    private final CandidateDesk candidates;

    PlacementApi(
            ProviderCalls providers,
            ConsumerCalls consumers,
            VocabularyCalls vocabulary,
            PlacementWatches watches,
            CandidateDesk candidates) {
        this.providers = providers;
        this.consumers = consumers;
        this.vocabulary = vocabulary;
        this.watches = watches;
        this.candidates = candidates;
    }

    @Override
    public void getResourceProvider(GetResourceProviderRequest request, StreamObserver<ResourceProvider> out) {
        Unary.reply(out, () -> providers.getResourceProvider(request));
    }

    @Override
    public void listResourceProviders(
            ListResourceProvidersRequest request, StreamObserver<ListResourceProvidersResponse> out) {
        Unary.reply(out, () -> providers.listResourceProviders(request));
    }

    @Override
    public void batchGetResourceProviders(
            BatchGetResourceProvidersRequest request, StreamObserver<BatchGetResourceProvidersResponse> out) {
        Unary.reply(out, () -> providers.batchGetResourceProviders(request));
    }

    @Override
    public void createResourceProvider(CreateResourceProviderRequest request, StreamObserver<ResourceProvider> out) {
        Unary.reply(out, () -> providers.createResourceProvider(request));
    }

    @Override
    public void batchCreateResourceProviders(
            BatchCreateResourceProvidersRequest request, StreamObserver<BatchCreateResourceProvidersResponse> out) {
        Unary.reply(out, () -> providers.batchCreateResourceProviders(request));
    }

    @Override
    public void updateResourceProvider(UpdateResourceProviderRequest request, StreamObserver<ResourceProvider> out) {
        Unary.reply(out, () -> providers.updateResourceProvider(request));
    }

    @Override
    public void deleteResourceProvider(DeleteResourceProviderRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> providers.deleteResourceProvider(request));
    }

    @Override
    public void watchResourceProviders(
            WatchResourceProvidersRequest request, StreamObserver<WatchResourceProvidersResponse> out) {
        Call call = Call.current();
        Unary.stream(out, () -> watches.providers(call, request.getRevision(), out));
    }

    @Override
    public void getInventories(GetInventoriesRequest request, StreamObserver<ProviderInventories> out) {
        Unary.reply(out, () -> providers.getInventories(request));
    }

    @Override
    public void setInventories(SetInventoriesRequest request, StreamObserver<ProviderInventories> out) {
        Unary.reply(out, () -> providers.setInventories(request));
    }

    @Override
    public void createInventory(CreateInventoryRequest request, StreamObserver<ProviderInventories> out) {
        Unary.reply(out, () -> providers.createInventory(request));
    }

    @Override
    public void updateInventory(UpdateInventoryRequest request, StreamObserver<ProviderInventories> out) {
        Unary.reply(out, () -> providers.updateInventory(request));
    }

    @Override
    public void deleteInventory(DeleteInventoryRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> providers.deleteInventory(request));
    }

    @Override
    public void deleteInventories(DeleteInventoriesRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> providers.deleteInventories(request));
    }

    @Override
    public void getProviderAggregates(GetProviderAggregatesRequest request, StreamObserver<ProviderAggregates> out) {
        Unary.reply(out, () -> providers.getProviderAggregates(request));
    }

    @Override
    public void setProviderAggregates(SetProviderAggregatesRequest request, StreamObserver<ProviderAggregates> out) {
        Unary.reply(out, () -> providers.setProviderAggregates(request));
    }

    @Override
    public void getProviderTraits(GetProviderTraitsRequest request, StreamObserver<ProviderTraits> out) {
        Unary.reply(out, () -> providers.getProviderTraits(request));
    }

    @Override
    public void setProviderTraits(SetProviderTraitsRequest request, StreamObserver<ProviderTraits> out) {
        Unary.reply(out, () -> providers.setProviderTraits(request));
    }

    @Override
    public void deleteProviderTraits(DeleteProviderTraitsRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> providers.deleteProviderTraits(request));
    }

    @Override
    public void getProviderUsages(GetProviderUsagesRequest request, StreamObserver<ProviderUsages> out) {
        Unary.reply(out, () -> providers.getProviderUsages(request));
    }

    @Override
    public void getUsages(GetUsagesRequest request, StreamObserver<GetUsagesResponse> out) {
        Unary.reply(out, () -> consumers.getUsages(request));
    }

    @Override
    public void listTraits(ListTraitsRequest request, StreamObserver<ListTraitsResponse> out) {
        Unary.reply(out, () -> vocabulary.listTraits(request));
    }

    @Override
    public void getTrait(GetTraitRequest request, StreamObserver<Trait> out) {
        Unary.reply(out, () -> vocabulary.getTrait(request));
    }

    @Override
    public void ensureTrait(EnsureTraitRequest request, StreamObserver<EnsureTraitResponse> out) {
        Unary.reply(out, () -> vocabulary.ensureTrait(request));
    }

    @Override
    public void deleteTrait(DeleteTraitRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> vocabulary.deleteTrait(request));
    }

    @Override
    public void listResourceClasses(
            ListResourceClassesRequest request, StreamObserver<ListResourceClassesResponse> out) {
        Unary.reply(out, () -> vocabulary.listResourceClasses(request));
    }

    @Override
    public void getResourceClass(GetResourceClassRequest request, StreamObserver<ResourceClass> out) {
        Unary.reply(out, () -> vocabulary.getResourceClass(request));
    }

    @Override
    public void createResourceClass(CreateResourceClassRequest request, StreamObserver<ResourceClass> out) {
        Unary.reply(out, () -> vocabulary.createResourceClass(request));
    }

    @Override
    public void ensureResourceClass(
            EnsureResourceClassRequest request, StreamObserver<EnsureResourceClassResponse> out) {
        Unary.reply(out, () -> vocabulary.ensureResourceClass(request));
    }

    @Override
    public void renameResourceClass(RenameResourceClassRequest request, StreamObserver<ResourceClass> out) {
        Unary.reply(out, () -> vocabulary.renameResourceClass(request));
    }

    @Override
    public void deleteResourceClass(DeleteResourceClassRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> vocabulary.deleteResourceClass(request));
    }

    @Override
    public void listAllocations(ListAllocationsRequest request, StreamObserver<ListAllocationsResponse> out) {
        Unary.reply(out, () -> consumers.listAllocations(request));
    }

    @Override
    public void getConsumer(GetConsumerRequest request, StreamObserver<kilonova.placement.v1.Consumer> out) {
        Unary.reply(out, () -> consumers.getConsumer(request));
    }

    @Override
    public void batchGetConsumers(BatchGetConsumersRequest request, StreamObserver<BatchGetConsumersResponse> out) {
        Unary.reply(out, () -> consumers.batchGetConsumers(request));
    }

    @Override
    public void setAllocations(SetAllocationsRequest request, StreamObserver<SetAllocationsResponse> out) {
        Unary.reply(out, () -> consumers.setAllocations(request));
    }

    @Override
    public void deleteAllocations(DeleteAllocationsRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> consumers.deleteAllocations(request));
    }

    @Override
    public void watchAllocations(WatchAllocationsRequest request, StreamObserver<WatchAllocationsResponse> out) {
        Call call = Call.current();
        Unary.stream(out, () -> watches.consumers(call, request.getRevision(), out));
    }

    @Override
    public void reshape(ReshapeRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> consumers.reshape(request));
    }

    @Override
    public void findAllocationCandidates(
            FindAllocationCandidatesRequest request, StreamObserver<FindAllocationCandidatesResponse> out) {
        Unary.stream(out, () -> candidates.find(Call.current().principal(), request, out));
    }
}
