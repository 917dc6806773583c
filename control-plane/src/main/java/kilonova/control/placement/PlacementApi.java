package kilonova.control.placement;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.kernel.Problem;
import kilonova.placement.v1.AnyOf;
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

/** Wire in, wire out: parse, call one method of an entry type, render. No other logic. */
public final class PlacementApi extends PlacementServiceGrpc.PlacementServiceImplBase {
    private final Providers providers;
    private final Consumers consumers;
    private final Vocabulary vocabulary;
    private final PlacementWatches watches;
    private final CandidateDesk candidates;
    private final Requests requests;

    PlacementApi(
            Providers providers,
            Consumers consumers,
            Vocabulary vocabulary,
            PlacementWatches watches,
            CandidateDesk candidates,
            Requests requests) {
        this.providers = providers;
        this.consumers = consumers;
        this.vocabulary = vocabulary;
        this.watches = watches;
        this.candidates = candidates;
        this.requests = requests;
    }

    @Override
    public void getResourceProvider(GetResourceProviderRequest request, StreamObserver<ResourceProvider> out) {
        Unary.reply(
                out,
                () -> PlacementProto.message(
                        providers.get(who(), "resource_providers:show", request.getId()), request.getReadMask()));
    }

    @Override
    public void listResourceProviders(
            ListResourceProvidersRequest request, StreamObserver<ListResourceProvidersResponse> out) {
        Unary.reply(out, () -> {
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
        });
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

    @Override
    public void batchGetResourceProviders(
            BatchGetResourceProvidersRequest request, StreamObserver<BatchGetResourceProvidersResponse> out) {
        Unary.reply(out, () -> {
            var response = BatchGetResourceProvidersResponse.newBuilder();
            providers
                    .get(who(), request.getIdsList())
                    .forEach(
                            each -> response.addResourceProviders(PlacementProto.message(each, request.getReadMask())));
            return response.build();
        });
    }

    @Override
    public void createResourceProvider(CreateResourceProviderRequest request, StreamObserver<ResourceProvider> out) {
        Unary.reply(
                out,
                () -> providers.create(
                        who(),
                        List.of(PlacementProto.draft(request.getResourceProvider())),
                        once(
                                request,
                                ResourceProvider.getDefaultInstance(),
                                made -> PlacementProto.message(made.getFirst()))));
    }

    @Override
    public void batchCreateResourceProviders(
            BatchCreateResourceProvidersRequest request, StreamObserver<BatchCreateResourceProvidersResponse> out) {
        Unary.reply(
                out,
                () -> providers.create(
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
                                        .build())));
    }

    @Override
    public void updateResourceProvider(UpdateResourceProviderRequest request, StreamObserver<ResourceProvider> out) {
        var said = request.getResourceProvider();
        List<String> mask = request.getUpdateMask().getPathsList();
        Unary.reply(
                out,
                () -> providers.update(
                        who(),
                        new Providers.Move(
                                said.getId(),
                                said(mask, "name", said.getName()),
                                said(mask, "parent_id", said.getParentId()),
                                request.getAllowReparenting()),
                        provider(request)));
    }

    private static Optional<String> said(List<String> mask, String path, String value) {
        return mask.contains(path) || mask.isEmpty() && !value.isEmpty() ? Optional.of(value) : Optional.empty();
    }

    @Override
    public void deleteResourceProvider(DeleteResourceProviderRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> providers.delete(who(), request.getId(), requests.once(who(), request)));
    }

    @Override
    public void watchResourceProviders(
            WatchResourceProvidersRequest request, StreamObserver<WatchResourceProvidersResponse> out) {
        Call call = Call.current();
        Unary.stream(out, () -> watches.providers(call, request.getRevision(), out));
    }

    @Override
    public void getInventories(GetInventoriesRequest request, StreamObserver<ProviderInventories> out) {
        String only = request.getResourceClass();
        Unary.reply(out, () -> {
            String rule = "resource_providers:inventories:" + (only.isEmpty() ? "list" : "show");
            Provider provider = providers.get(who(), rule, request.getResourceProviderId());
            if (!only.isEmpty() && !provider.inventories().containsKey(only)) {
                throw new Problem.NotFound("inventory", only, provider.id()).raise();
            }
            return PlacementProto.inventories(provider, only);
        });
    }

    @Override
    public void setInventories(SetInventoriesRequest request, StreamObserver<ProviderInventories> out) {
        Unary.reply(
                out,
                () -> providers.setInventories(
                        who(),
                        request.getResourceProviderId(),
                        request.getGeneration(),
                        PlacementProto.inventories(request.getInventoriesMap()),
                        request.getRequireCapacity(),
                        inventories(request, "")));
    }

    @Override
    public void createInventory(CreateInventoryRequest request, StreamObserver<ProviderInventories> out) {
        Unary.reply(
                out,
                () -> providers.setInventory(
                        who(),
                        request.getResourceProviderId(),
                        request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                        request.getResourceClass(),
                        PlacementProto.inventory(request.getInventory()),
                        request.getRequireCapacity(),
                        true,
                        inventories(request, request.getResourceClass())));
    }

    @Override
    public void updateInventory(UpdateInventoryRequest request, StreamObserver<ProviderInventories> out) {
        Unary.reply(
                out,
                () -> providers.setInventory(
                        who(),
                        request.getResourceProviderId(),
                        request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                        request.getResourceClass(),
                        PlacementProto.inventory(request.getInventory()),
                        request.getRequireCapacity(),
                        false,
                        inventories(request, request.getResourceClass())));
    }

    private Once<Provider, ProviderInventories> inventories(Message request, String only) {
        return once(
                request,
                ProviderInventories.getDefaultInstance(),
                provider -> PlacementProto.inventories(provider, only));
    }

    @Override
    public void deleteInventory(DeleteInventoryRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out,
                () -> providers.deleteInventory(
                        who(),
                        request.getResourceProviderId(),
                        request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                        request.getResourceClass(),
                        done(request)));
    }

    @Override
    public void deleteInventories(DeleteInventoriesRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out,
                () -> providers.deleteInventories(
                        who(),
                        request.getResourceProviderId(),
                        request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                        done(request)));
    }

    @Override
    public void getProviderAggregates(GetProviderAggregatesRequest request, StreamObserver<ProviderAggregates> out) {
        Unary.reply(
                out,
                () -> PlacementProto.aggregates(
                        providers.get(who(), "resource_providers:aggregates:list", request.getResourceProviderId())));
    }

    @Override
    public void setProviderAggregates(SetProviderAggregatesRequest request, StreamObserver<ProviderAggregates> out) {
        Unary.reply(
                out,
                () -> providers.setAggregates(
                        who(),
                        request.getResourceProviderId(),
                        request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                        request.getAggregateIdsList(),
                        once(request, ProviderAggregates.getDefaultInstance(), PlacementProto::aggregates)));
    }

    @Override
    public void getProviderTraits(GetProviderTraitsRequest request, StreamObserver<ProviderTraits> out) {
        Unary.reply(
                out,
                () -> PlacementProto.traits(
                        providers.get(who(), "resource_providers:traits:list", request.getResourceProviderId())));
    }

    @Override
    public void setProviderTraits(SetProviderTraitsRequest request, StreamObserver<ProviderTraits> out) {
        Unary.reply(
                out,
                () -> providers.setTraits(
                        who(),
                        request.getResourceProviderId(),
                        Optional.of(request.getGeneration()),
                        request.getTraitsList(),
                        once(request, ProviderTraits.getDefaultInstance(), PlacementProto::traits)));
    }

    @Override
    public void deleteProviderTraits(DeleteProviderTraitsRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out,
                () -> providers.deleteTraits(
                        who(),
                        request.getResourceProviderId(),
                        request.hasGeneration() ? Optional.of(request.getGeneration()) : Optional.empty(),
                        done(request)));
    }

    @Override
    public void getProviderUsages(GetProviderUsagesRequest request, StreamObserver<ProviderUsages> out) {
        Unary.reply(
                out,
                () -> PlacementProto.providerUsages(
                        providers.get(who(), "resource_providers:usages", request.getResourceProviderId())));
    }

    @Override
    public void getUsages(GetUsagesRequest request, StreamObserver<GetUsagesResponse> out) {
        Unary.reply(out, () -> GetUsagesResponse.newBuilder()
                .addAllUsages(PlacementProto.usages(consumers.usages(
                        who(), request.getProjectId(), request.getUserId(), request.getConsumerType())))
                .build());
    }

    @Override
    public void listTraits(ListTraitsRequest request, StreamObserver<ListTraitsResponse> out) {
        Unary.reply(out, () -> {
            int size = Paging.size(request.getPageSize());
            String after = Paging.place(request.getPageToken(), request, who()).orElse("");
            var filter = new Vocabulary.TraitFilter(
                    Set.copyOf(request.getNamesList()),
                    request.getPrefix(),
                    request.hasAssociated() ? Optional.of(request.getAssociated()) : Optional.empty());
            List<Term> found = vocabulary.traits(who(), filter, after, size + 1);
            List<Term> page = found.subList(0, Math.min(size, found.size()));
            var response = ListTraitsResponse.newBuilder();
            page.forEach(term -> response.addTraits(PlacementProto.trait(term)));
            if (found.size() > size) {
                response.setNextPageToken(Paging.token(page.getLast().name(), request, who()));
            }
            return response.build();
        });
    }

    @Override
    public void getTrait(GetTraitRequest request, StreamObserver<Trait> out) {
        Unary.reply(out, () -> PlacementProto.trait(vocabulary.trait(who(), request.getName())));
    }

    @Override
    public void ensureTrait(EnsureTraitRequest request, StreamObserver<EnsureTraitResponse> out) {
        Unary.reply(
                out,
                () -> vocabulary.ensureTrait(
                        who(),
                        request.getName(),
                        once(
                                request,
                                EnsureTraitResponse.getDefaultInstance(),
                                ensured -> EnsureTraitResponse.newBuilder()
                                        .setTrait(PlacementProto.trait(ensured.term()))
                                        .setCreated(ensured.created())
                                        .build())));
    }

    @Override
    public void deleteTrait(DeleteTraitRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> vocabulary.deleteTrait(who(), request.getName(), requests.once(who(), request)));
    }

    @Override
    public void listResourceClasses(
            ListResourceClassesRequest request, StreamObserver<ListResourceClassesResponse> out) {
        Unary.reply(out, () -> {
            int size = Paging.size(request.getPageSize());
            Optional<Term> after =
                    Paging.place(request.getPageToken(), request, who()).map(PlacementApi::term);
            List<Term> found = vocabulary.classes(who(), after, size + 1);
            List<Term> page = found.subList(0, Math.min(size, found.size()));
            var response = ListResourceClassesResponse.newBuilder();
            page.forEach(term -> response.addResourceClasses(PlacementProto.resourceClass(term)));
            if (found.size() > size) {
                Term last = page.getLast();
                response.setNextPageToken(Paging.token(
                        last.createdAt().map(String::valueOf).orElse("") + "/" + last.name(), request, who()));
            }
            return response.build();
        });
    }

    private static Term term(String place) {
        int slash = place.indexOf('/');
        try {
            return new Term(
                    place.substring(slash + 1),
                    slash == 0 ? Optional.empty() : Optional.of(Long.parseLong(place.substring(0, slash))));
        } catch (NumberFormatException | StringIndexOutOfBoundsException forged) {
            throw new Problem.Invalid("page_token", "not a token that a page was answered with").raise();
        }
    }

    @Override
    public void getResourceClass(GetResourceClassRequest request, StreamObserver<ResourceClass> out) {
        Unary.reply(out, () -> PlacementProto.resourceClass(vocabulary.resourceClass(who(), request.getName())));
    }

    @Override
    public void createResourceClass(CreateResourceClassRequest request, StreamObserver<ResourceClass> out) {
        Unary.reply(
                out,
                () -> vocabulary.createClass(
                        who(),
                        request.getName(),
                        once(request, ResourceClass.getDefaultInstance(), PlacementProto::resourceClass)));
    }

    @Override
    public void ensureResourceClass(
            EnsureResourceClassRequest request, StreamObserver<EnsureResourceClassResponse> out) {
        Unary.reply(
                out,
                () -> vocabulary.ensureClass(
                        who(),
                        request.getName(),
                        once(
                                request,
                                EnsureResourceClassResponse.getDefaultInstance(),
                                ensured -> EnsureResourceClassResponse.newBuilder()
                                        .setResourceClass(PlacementProto.resourceClass(ensured.term()))
                                        .setCreated(ensured.created())
                                        .build())));
    }

    @Override
    public void renameResourceClass(RenameResourceClassRequest request, StreamObserver<ResourceClass> out) {
        Unary.reply(
                out,
                () -> vocabulary.renameClass(
                        who(),
                        request.getName(),
                        request.getNewName(),
                        once(request, ResourceClass.getDefaultInstance(), PlacementProto::resourceClass)));
    }

    @Override
    public void deleteResourceClass(DeleteResourceClassRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> vocabulary.deleteClass(who(), request.getName(), requests.once(who(), request)));
    }

    @Override
    public void listAllocations(ListAllocationsRequest request, StreamObserver<ListAllocationsResponse> out) {
        Unary.reply(out, () -> {
            int size = Paging.size(request.getPageSize());
            String after = Paging.place(request.getPageToken(), request, who()).orElse("");
            Optional<String> provider = text(request.getResourceProviderId());
            var response = ListAllocationsResponse.newBuilder();
            provider.ifPresent(id -> response.setResourceProviderGeneration(consumers.generationOf(who(), id)));
            var found = new ArrayList<kilonova.placement.v1.Allocation>();
            consumers
                    .page(who(), text(request.getConsumerId()), provider, after, size + 1)
                    .forEach(consumer -> consumer.holdings()
                            .forEach(holding -> found.add(PlacementProto.message(consumer, holding))));
            List<kilonova.placement.v1.Allocation> page = found.subList(0, Math.min(size, found.size()));
            response.addAllAllocations(page);
            if (found.size() > size) {
                String place =
                        page.getLast().getConsumerId() + "/" + page.getLast().getResourceProviderId();
                response.setNextPageToken(Paging.token(place, request, who()));
            }
            return response.build();
        });
    }

    @Override
    public void getConsumer(GetConsumerRequest request, StreamObserver<kilonova.placement.v1.Consumer> out) {
        Unary.reply(
                out,
                () -> PlacementProto.message(
                        consumers.get(who(), List.of(request.getId())).getFirst()));
    }

    @Override
    public void batchGetConsumers(BatchGetConsumersRequest request, StreamObserver<BatchGetConsumersResponse> out) {
        Unary.reply(out, () -> BatchGetConsumersResponse.newBuilder()
                .addAllConsumers(consumers.get(who(), request.getIdsList()).stream()
                        .map(PlacementProto::message)
                        .toList())
                .build());
    }

    @Override
    public void setAllocations(SetAllocationsRequest request, StreamObserver<SetAllocationsResponse> out) {
        Unary.reply(
                out,
                () -> consumers.set(
                        who(),
                        request.getConsumersList().stream()
                                .map(PlacementProto::wanted)
                                .toList(),
                        once(
                                request,
                                SetAllocationsResponse.getDefaultInstance(),
                                generations -> SetAllocationsResponse.newBuilder()
                                        .addAllConsumerGenerations(generations)
                                        .build())));
    }

    @Override
    public void deleteAllocations(DeleteAllocationsRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> consumers.delete(who(), request.getConsumerId(), requests.once(who(), request)));
    }

    @Override
    public void watchAllocations(WatchAllocationsRequest request, StreamObserver<WatchAllocationsResponse> out) {
        Call call = Call.current();
        Unary.stream(out, () -> watches.consumers(call, request.getRevision(), out));
    }

    @Override
    public void reshape(ReshapeRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> {
            var shapes = new TreeMap<String, Consumers.Shape>();
            request.getInventoriesMap()
                    .forEach((id, said) -> shapes.put(
                            id,
                            new Consumers.Shape(
                                    said.getGeneration(), PlacementProto.inventories(said.getInventoriesMap()))));
            return consumers.reshape(
                    who(),
                    shapes,
                    request.getConsumersList().stream()
                            .map(PlacementProto::wanted)
                            .toList(),
                    requests.once(who(), request));
        });
    }

    @Override
    public void findAllocationCandidates(
            FindAllocationCandidatesRequest request, StreamObserver<FindAllocationCandidatesResponse> out) {
        Unary.stream(out, () -> candidates.find(who(), request, out));
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
