package kilonova.control.placement;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import kilonova.control.edge.Call;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.store.Change;
import kilonova.control.store.Committed;
import kilonova.control.store.Tx;
import kilonova.control.watch.Watch;
import kilonova.control.watch.Watches;
import kilonova.placement.v1.ConsumerEvent;
import kilonova.placement.v1.ResourceProvider;
import kilonova.placement.v1.ResourceProviderEvent;
import kilonova.placement.v1.WatchAllocationsResponse;
import kilonova.placement.v1.WatchResourceProvidersResponse;

/** Providers, and what consumers hold, as they change. Both are told from the changes of providers. */
final class PlacementWatches {
    private final Policy policy;
    private final Watches watches;
    private final ConsumerBooks consumers;
    private final ProviderRepository repository = new ProviderRepository();
    private final AllocationRepository allocations = new AllocationRepository();

    PlacementWatches(Policy policy, Watches watches, ConsumerBooks consumers) {
        this.policy = policy;
        this.watches = watches;
        this.consumers = consumers;
    }

    /** @throws kilonova.kernel.ProblemException RevisionTooOld */
    void providers(Call call, long revision, StreamObserver<WatchResourceProvidersResponse> out) {
        Runnable admission =
                call.admission(who -> policy.require(who, "placement:resource_providers:list", Target.own(who)));
        watches.open(
                out,
                new Watch<>(
                        call.principal().user(),
                        Watch.of(PlacementLedger.KIND),
                        revision,
                        admission,
                        repository::ids,
                        this::providerEvents,
                        (bookmark, complete) -> WatchResourceProvidersResponse.newBuilder()
                                .setBookmark(bookmark)
                                .setSnapshotComplete(complete)
                                .build()));
    }

    private WatchResourceProvidersResponse providerEvents(Tx tx, Map<String, Committed> changes) {
        Map<String, Provider> found = repository.providers(tx, changes.keySet());
        var response = WatchResourceProvidersResponse.newBuilder();
        changes.forEach((id, news) -> {
            Provider provider = found.get(id);
            response.addEvents(ResourceProviderEvent.newBuilder()
                    .setKind(
                            provider == null
                                    ? ResourceProviderEvent.Kind.KIND_DELETED
                                    : ResourceProviderEvent.Kind.KIND_CURRENT)
                    .setResourceProvider(
                            provider == null
                                    ? ResourceProvider.newBuilder().setId(id).build()
                                    : PlacementProto.message(provider))
                    .setRevision(news.revision()));
        });
        return response.build();
    }

    /** @throws kilonova.kernel.ProblemException RevisionTooOld */
    void consumers(Call call, long revision, StreamObserver<WatchAllocationsResponse> out) {
        Runnable admission = call.admission(who -> policy.require(who, "placement:allocations:list", Target.own(who)));
        watches.open(
                out,
                new Watch<>(
                        call.principal().user(),
                        Watch.of(PlacementLedger.KIND),
                        revision,
                        admission,
                        allocations::consumerIds,
                        this::consumerEvents,
                        (bookmark, complete) -> WatchAllocationsResponse.newBuilder()
                                .setBookmark(bookmark)
                                .setSnapshotComplete(complete)
                                .build(),
                        PlacementWatches::consumersOf));
    }

    /** Whose holds changed with a provider. */
    static List<String> consumersOf(Change change) {
        String payload = change.payload().orElse("");
        return Provider.list(payload.substring(payload.lastIndexOf('|') + 1));
    }

    private WatchAllocationsResponse consumerEvents(Tx tx, Map<String, Committed> changes) {
        var response = WatchAllocationsResponse.newBuilder();
        for (Consumer each : consumers.get(tx, changes.keySet())) {
            Committed news = changes.get(each.id());
            response.addEvents(ConsumerEvent.newBuilder()
                    .setKind(
                            each.generation().isPresent()
                                    ? ConsumerEvent.Kind.KIND_CURRENT
                                    : ConsumerEvent.Kind.KIND_DELETED)
                    .setConsumer(PlacementProto.message(each))
                    .setRevision(news == null ? 0 : news.revision()));
        }
        return response.build();
    }
}
