package kilonova.control.placement;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import kilonova.control.edge.Unary;
import kilonova.control.placement.candidate.Candidate;
import kilonova.control.placement.candidate.Node;
import kilonova.control.placement.candidate.Search;
import kilonova.control.placement.candidate.View;
import kilonova.placement.v1.AllocationCandidate;
import kilonova.placement.v1.Amounts;
import kilonova.placement.v1.AnyOf;
import kilonova.placement.v1.FindAllocationCandidatesResponse;
import kilonova.placement.v1.ProviderSummary;
import kilonova.placement.v1.ResourceSummary;

/**
 * Tells what one search finds. It goes on only while the caller takes what is told, so that no more than a few messages are
 * ever held.
 */
final class CandidateTelling {
    /** Candidates of one message. */
    private static final int BATCH = 250;

    private final View view;
    private final Search search;
    private final boolean flat;
    private final int limit;
    private final ServerCallStreamObserver<FindAllocationCandidatesResponse> out;
    /** Providers, or whole trees by their roots, of which the summaries were told. */
    private final Set<String> told = new HashSet<>();
    /** Most candidates take the same: the message of it is made once. */
    private final IdentityHashMap<Map<String, Long>, Amounts> amounts = new IdentityHashMap<>();

    private int count;
    private boolean over;

    /** @param limit 0 for all */
    CandidateTelling(
            View view,
            Search search,
            boolean flat,
            int limit,
            ServerCallStreamObserver<FindAllocationCandidatesResponse> out) {
        this.view = view;
        this.search = search;
        this.flat = flat;
        this.limit = limit == 0 ? Integer.MAX_VALUE : limit;
        this.out = out;
    }

    void begin() {
        out.setOnReadyHandler(this::goOn);
        out.setOnCancelHandler(() -> {});
    }

    /** Called one at a time, whenever the caller takes more. */
    private void goOn() {
        try {
            while (!over && out.isReady() && !out.isCancelled()) {
                out.onNext(batch());
                if (over) {
                    out.onCompleted();
                }
            }
        } catch (RuntimeException failed) {
            over = true;
            out.onError(Unary.status(failed));
        }
    }

    private FindAllocationCandidatesResponse batch() {
        var response = FindAllocationCandidatesResponse.newBuilder().setRevision(view.revision());
        for (int i = 0; i < BATCH && !over; i++) {
            Candidate found = count < limit ? search.next() : null;
            if (found == null) {
                over = true;
            } else {
                count++;
                response.addCandidates(message(found));
                summarize(found, response);
            }
        }
        over |= count >= limit;
        return response.setTruncated(search.truncated()).build();
    }

    private AllocationCandidate message(Candidate found) {
        var message = AllocationCandidate.newBuilder();
        for (Candidate.Take take : found.takes()) {
            message.putAllocations(
                    take.from().id(),
                    amounts.size() < BATCH
                            ? amounts.computeIfAbsent(take.amounts(), CandidateTelling::message)
                            : message(take.amounts()));
        }
        for (Candidate.Mapping mapping : found.mappings()) {
            var providers = AnyOf.newBuilder();
            mapping.providers().forEach(node -> providers.addValues(node.id()));
            message.putMappings(mapping.suffix(), providers.build());
        }
        return message.build();
    }

    private static Amounts message(Map<String, Long> taken) {
        return Amounts.newBuilder().putAllResources(taken).build();
    }

    private void summarize(Candidate found, FindAllocationCandidatesResponse.Builder response) {
        for (Candidate.Take take : found.takes()) {
            Node node = take.from();
            if (flat) {
                if (told.add(node.id())) {
                    response.addProviderSummaries(node.<ProviderSummary>remember(CandidateTelling::summary));
                }
            } else if (told.add(node.root())) {
                view.tree(node)
                        .forEach(each -> response.addProviderSummaries(
                                each.<ProviderSummary>remember(CandidateTelling::summary)));
            }
        }
    }

    private static ProviderSummary summary(Node node) {
        var message = ProviderSummary.newBuilder()
                .setId(node.id())
                .setRootId(node.root())
                .setParentId(node.parent())
                .addAllTraits(node.traits());
        node.resources((resource, capacity, used) -> message.putResources(
                resource,
                ResourceSummary.newBuilder().setCapacity(capacity).setUsed(used).build()));
        return message.build();
    }
}
