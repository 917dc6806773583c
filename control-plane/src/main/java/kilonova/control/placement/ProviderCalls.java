package kilonova.control.placement;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.identity.Principal;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.kernel.Problem;
import kilonova.placement.v1.AnyOf;
import kilonova.placement.v1.BatchCreateResourceProvidersRequest;
import kilonova.placement.v1.BatchCreateResourceProvidersResponse;
import kilonova.placement.v1.BatchGetResourceProvidersRequest;
import kilonova.placement.v1.BatchGetResourceProvidersResponse;
import kilonova.placement.v1.CreateInventoryRequest;
import kilonova.placement.v1.CreateResourceProviderRequest;
import kilonova.placement.v1.DeleteInventoriesRequest;
import kilonova.placement.v1.DeleteInventoryRequest;
import kilonova.placement.v1.DeleteProviderTraitsRequest;
import kilonova.placement.v1.DeleteResourceProviderRequest;
import kilonova.placement.v1.GetInventoriesRequest;
import kilonova.placement.v1.GetProviderAggregatesRequest;
import kilonova.placement.v1.GetProviderTraitsRequest;
import kilonova.placement.v1.GetProviderUsagesRequest;
import kilonova.placement.v1.GetResourceProviderRequest;
import kilonova.placement.v1.ListResourceProvidersRequest;
import kilonova.placement.v1.ListResourceProvidersResponse;
import kilonova.placement.v1.ProviderAggregates;
import kilonova.placement.v1.ProviderInventories;
import kilonova.placement.v1.ProviderTraits;
import kilonova.placement.v1.ProviderUsages;
import kilonova.placement.v1.ResourceProvider;
import kilonova.placement.v1.SetInventoriesRequest;
import kilonova.placement.v1.SetProviderAggregatesRequest;
import kilonova.placement.v1.SetProviderTraitsRequest;
import kilonova.placement.v1.UpdateInventoryRequest;
import kilonova.placement.v1.UpdateResourceProviderRequest;

/** Wire in, wire out for providers, and what is written of them. */
final class ProviderCalls {
    private final Providers providers;
    private final ProviderContents contents;
    private final Requests requests;

    ProviderCalls(Providers providers, ProviderContents contents, Requests requests) {
        this.providers = providers;
        this.contents = contents;
        this.requests = requests;
    }

    ResourceProvider getResourceProvider(GetResourceProviderRequest request) {
        return PlacementProto.message(
                providers.get(who(), "resource_providers:show", request.getId()), request.getReadMask());
    }

    ListResourceProvidersResponse listResourceProviders(ListResourceProvidersRequest request) {
        int size = Paging.size(request.getPageSize());
        String after = Paging.place(request.getPageToken(), request, who()).orElse("");
        List<Provider> found = providers.list(who(), filter(request), after, size + 1);
        List<Provider> page = found.subList(0, Math.min(size, found.size()));
        var response = ListResourceProvidersResponse.newBuilder();
        page.forEach(each -> response.addResourceProviders(PlacementProto.message(each, request.getReadMask())));
        if (found.size() > size) {
            response.setNextPageToken(Paging.token(page.getLast().name(), request, who()));
        }
        return response.build();
    }

    private static ProviderFilter filter(ListResourceProvidersRequest request) {
        return new ProviderFilter(
                text(request.getName()),
                text(request.getId()),
                text(request.getInTree()),
                sets(request.getMemberOfList()),
                Set.copyOf(request.getForbiddenAggregateIdsList()),
                new Resources(request.getResourcesMap()),
                sets(request.getRequiredTraitsList()),
                Set.copyOf(request.getForbiddenTraitsList()));
    }

    private static List<Set<String>> sets(List<AnyOf> said) {
        return said.stream()
                .map(each -> (Set<String>) new TreeSet<>(each.getValuesList()))
                .toList();
    }

    BatchGetResourceProvidersResponse batchGetResourceProviders(BatchGetResourceProvidersRequest request) {
        var response = BatchGetResourceProvidersResponse.newBuilder();
        providers
                .get(who(), request.getIdsList())
                .forEach(each -> response.addResourceProviders(PlacementProto.message(each, request.getReadMask())));
        return response.build();
    }

    ResourceProvider createResourceProvider(CreateResourceProviderRequest request) {
        return providers.create(
                who(),
                List.of(PlacementProto.draft(request.getResourceProvider())),
                once(request, ResourceProvider.getDefaultInstance(), made -> PlacementProto.message(made.getFirst())));
    }

    BatchCreateResourceProvidersResponse batchCreateResourceProviders(BatchCreateResourceProvidersRequest request) {
        return providers.create(
                who(),
                request.getResourceProvidersList().stream()
                        .map(PlacementProto::draft)
                        .toList(),
                once(
                        request,
                        BatchCreateResourceProvidersResponse.getDefaultInstance(),
                        made -> BatchCreateResourceProvidersResponse.newBuilder()
                                .addAllResourceProviders(made.stream()
                                        .map(PlacementProto::message)
                                        .toList())
                                .build()));
    }

    ResourceProvider updateResourceProvider(UpdateResourceProviderRequest request) {
        var said = request.getResourceProvider();
        List<String> mask = request.getUpdateMask().getPathsList();
        return providers.update(
                who(),
                new Providers.Move(
                        said.getId(),
                        said(mask, "name", said.getName()),
                        said(mask, "parent_id", said.getParentId()),
                        request.getAllowReparenting()),
                provider(request));
    }

    private static Optional<String> said(List<String> mask, String path, String value) {
        return mask.contains(path) || mask.isEmpty() && !value.isEmpty() ? Optional.of(value) : Optional.empty();
    }

    Empty deleteResourceProvider(DeleteResourceProviderRequest request) {
        return providers.delete(who(), request.getId(), requests.once(who(), request));
    }

    ProviderInventories getInventories(GetInventoriesRequest request) {
        String only = request.getResourceClass();
        String rule = "resource_providers:inventories:" + (only.isEmpty() ? "list" : "show");
        Provider provider = providers.get(who(), rule, request.getResourceProviderId());
        if (!only.isEmpty() && !provider.inventories().containsKey(only)) {
            throw new Problem.NotFound("inventory", only, provider.id()).raise();
        }
        return PlacementProto.inventories(provider, only);
    }

    ProviderInventories setInventories(SetInventoriesRequest request) {
        return contents.setInventories(
                who(),
                request.getResourceProviderId(),
                request.getGeneration(),
                PlacementProto.inventories(request.getInventoriesMap()),
                request.getRequireCapacity(),
                inventories(request, ""));
    }

    ProviderInventories createInventory(CreateInventoryRequest request) {
        return contents.setInventory(
                who(),
                request.getResourceProviderId(),
                request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                request.getResourceClass(),
                PlacementProto.inventory(request.getInventory()),
                request.getRequireCapacity(),
                true,
                inventories(request, request.getResourceClass()));
    }

    ProviderInventories updateInventory(UpdateInventoryRequest request) {
        return contents.setInventory(
                who(),
                request.getResourceProviderId(),
                request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                request.getResourceClass(),
                PlacementProto.inventory(request.getInventory()),
                request.getRequireCapacity(),
                false,
                inventories(request, request.getResourceClass()));
    }

    private Once<Provider, ProviderInventories> inventories(Message request, String only) {
        return once(
                request,
                ProviderInventories.getDefaultInstance(),
                provider -> PlacementProto.inventories(provider, only));
    }

    Empty deleteInventory(DeleteInventoryRequest request) {
        return contents.deleteInventory(
                who(),
                request.getResourceProviderId(),
                request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                request.getResourceClass(),
                done(request));
    }

    Empty deleteInventories(DeleteInventoriesRequest request) {
        return contents.deleteInventories(
                who(),
                request.getResourceProviderId(),
                request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                done(request));
    }

    ProviderAggregates getProviderAggregates(GetProviderAggregatesRequest request) {
        return PlacementProto.aggregates(
                providers.get(who(), "resource_providers:aggregates:list", request.getResourceProviderId()));
    }

    ProviderAggregates setProviderAggregates(SetProviderAggregatesRequest request) {
        return contents.setAggregates(
                who(),
                request.getResourceProviderId(),
                request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                request.getAggregateIdsList(),
                once(request, ProviderAggregates.getDefaultInstance(), PlacementProto::aggregates));
    }

    ProviderTraits getProviderTraits(GetProviderTraitsRequest request) {
        return PlacementProto.traits(
                providers.get(who(), "resource_providers:traits:list", request.getResourceProviderId()));
    }

    ProviderTraits setProviderTraits(SetProviderTraitsRequest request) {
        return contents.setTraits(
                who(),
                request.getResourceProviderId(),
                Optional.of(request.getGeneration()),
                request.getTraitsList(),
                once(request, ProviderTraits.getDefaultInstance(), PlacementProto::traits));
    }

    Empty deleteProviderTraits(DeleteProviderTraitsRequest request) {
        return contents.deleteTraits(
                who(),
                request.getResourceProviderId(),
                request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                done(request));
    }

    ProviderUsages getProviderUsages(GetProviderUsagesRequest request) {
        return PlacementProto.providerUsages(
                providers.get(who(), "resource_providers:usages", request.getResourceProviderId()));
    }

    private Once<Provider, ResourceProvider> provider(Message request) {
        return once(request, ResourceProvider.getDefaultInstance(), PlacementProto::message);
    }

    private Once<Provider, Empty> done(Message request) {
        return once(request, Empty.getDefaultInstance(), _ -> Empty.getDefaultInstance());
    }

    private <T, R extends Message> Once<T, R> once(Message request, R none, Function<? super T, R> words) {
        return requests.once(who(), request, none, words);
    }

    private static Optional<String> text(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
