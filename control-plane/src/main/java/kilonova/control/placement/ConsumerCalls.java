package kilonova.control.placement;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.identity.Principal;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.placement.v1.BatchGetConsumersRequest;
import kilonova.placement.v1.BatchGetConsumersResponse;
import kilonova.placement.v1.DeleteAllocationsRequest;
import kilonova.placement.v1.GetConsumerRequest;
import kilonova.placement.v1.GetUsagesRequest;
import kilonova.placement.v1.GetUsagesResponse;
import kilonova.placement.v1.ListAllocationsRequest;
import kilonova.placement.v1.ListAllocationsResponse;
import kilonova.placement.v1.ReshapeRequest;
import kilonova.placement.v1.SetAllocationsRequest;
import kilonova.placement.v1.SetAllocationsResponse;

/** Wire in, wire out for what consumers hold. */
final class ConsumerCalls {
    private final Consumers consumers;
    private final ConsumerBooks books;
    private final Requests requests;

    ConsumerCalls(Consumers consumers, ConsumerBooks books, Requests requests) {
        this.consumers = consumers;
        this.books = books;
        this.requests = requests;
    }

    GetUsagesResponse getUsages(GetUsagesRequest request) {
        return GetUsagesResponse.newBuilder()
                .addAllUsages(PlacementProto.usages(
                        books.usages(who(), request.getProjectId(), request.getUserId(), request.getConsumerType())))
                .build();
    }

    ListAllocationsResponse listAllocations(ListAllocationsRequest request) {
        int size = Paging.size(request.getPageSize());
        String after = Paging.place(request.getPageToken(), request, who()).orElse("");
        Optional<String> provider = text(request.getResourceProviderId());
        var response = ListAllocationsResponse.newBuilder();
        provider.ifPresent(id -> response.setResourceProviderGeneration(books.generationOf(who(), id)));
        var found = new ArrayList<kilonova.placement.v1.Allocation>();
        books.page(who(), text(request.getConsumerId()), provider, after, size + 1)
                .forEach(consumer ->
                        consumer.holdings().forEach(holding -> found.add(PlacementProto.message(consumer, holding))));
        List<kilonova.placement.v1.Allocation> page = found.subList(0, Math.min(size, found.size()));
        response.addAllAllocations(page);
        if (found.size() > size) {
            String place = page.getLast().getConsumerId() + "/" + page.getLast().getResourceProviderId();
            response.setNextPageToken(Paging.token(place, request, who()));
        }
        return response.build();
    }

    kilonova.placement.v1.Consumer getConsumer(GetConsumerRequest request) {
        return PlacementProto.message(books.get(who(), List.of(request.getId())).getFirst());
    }

    BatchGetConsumersResponse batchGetConsumers(BatchGetConsumersRequest request) {
        return BatchGetConsumersResponse.newBuilder()
                .addAllConsumers(books.get(who(), request.getIdsList()).stream()
                        .map(PlacementProto::message)
                        .toList())
                .build();
    }

    SetAllocationsResponse setAllocations(SetAllocationsRequest request) {
        return consumers.set(
                who(),
                request.getConsumersList().stream().map(PlacementProto::wanted).toList(),
                once(
                        request,
                        SetAllocationsResponse.getDefaultInstance(),
                        generations -> SetAllocationsResponse.newBuilder()
                                .addAllConsumerGenerations(generations)
                                .build()));
    }

    Empty deleteAllocations(DeleteAllocationsRequest request) {
        return consumers.delete(who(), request.getConsumerId(), requests.once(who(), request));
    }

    Empty reshape(ReshapeRequest request) {
        var shapes = new TreeMap<String, Consumers.Shape>();
        request.getInventoriesMap()
                .forEach((id, said) -> shapes.put(
                        id,
                        new Consumers.Shape(
                                said.getGeneration(), PlacementProto.inventories(said.getInventoriesMap()))));
        return consumers.reshape(
                who(),
                shapes,
                request.getConsumersList().stream().map(PlacementProto::wanted).toList(),
                requests.once(who(), request));
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
