package kilonova.control.aggregate;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.AddAggregateHostRequest;
import kilonova.compute.v1.AggregateServiceGrpc;
import kilonova.compute.v1.CreateAggregateRequest;
import kilonova.compute.v1.DeleteAggregateRequest;
import kilonova.compute.v1.GetAggregateRequest;
import kilonova.compute.v1.ListAggregatesRequest;
import kilonova.compute.v1.ListAggregatesResponse;
import kilonova.compute.v1.RemoveAggregateHostRequest;
import kilonova.compute.v1.SetAggregateMetadataRequest;
import kilonova.compute.v1.UpdateAggregateRequest;
import kilonova.compute.v1.WatchAggregatesRequest;
import kilonova.compute.v1.WatchAggregatesResponse;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.control.watch.Watches;
import kilonova.kernel.Problem;

/** Wire in, wire out: parse, call one method of {@link Aggregates}, render. No other logic. */
public final class AggregateApi extends AggregateServiceGrpc.AggregateServiceImplBase {
    private final Aggregates aggregates;
    private final Requests requests;
    private final Watches watches;

    public AggregateApi(Aggregates aggregates, Requests requests, Watches watches) {
        this.aggregates = aggregates;
        this.requests = requests;
        this.watches = watches;
    }

    @Override
    public void getAggregate(GetAggregateRequest request, StreamObserver<kilonova.compute.v1.Aggregate> out) {
        Unary.reply(out, () -> AggregateProto.message(aggregates.get(who(), request.getId())));
    }

    @Override
    public void listAggregates(ListAggregatesRequest request, StreamObserver<ListAggregatesResponse> out) {
        Unary.reply(out, () -> {
            int size = Paging.size(request.getPageSize());
            long after = Paging.place(request.getPageToken(), request, who())
                    .map(AggregateApi::serial)
                    .orElse(0L);
            List<Aggregate> found = aggregates.page(who(), after, size);
            List<Aggregate> page = found.subList(0, Math.min(found.size(), size));
            var response = ListAggregatesResponse.newBuilder();
            page.forEach(each -> response.addAggregates(AggregateProto.message(each)));
            if (found.size() > size) {
                response.setNextPageToken(
                        Paging.token(Long.toString(page.getLast().serial()), request, who()));
            }
            return response.build();
        });
    }

    private static long serial(String place) {
        try {
            return Long.parseLong(place);
        } catch (NumberFormatException forged) {
            throw new Problem.Invalid("page_token", "not a token that a page was answered with").raise();
        }
    }

    @Override
    public void createAggregate(CreateAggregateRequest request, StreamObserver<kilonova.compute.v1.Aggregate> out) {
        var said = request.getAggregate();
        Unary.reply(out, () -> aggregates.create(who(), said.getName(), said.getZone(), once(request)));
    }

    @Override
    public void updateAggregate(UpdateAggregateRequest request, StreamObserver<kilonova.compute.v1.Aggregate> out) {
        var said = request.getAggregate();
        List<String> mask = request.getUpdateMask().getPathsList();
        var word = new Aggregates.Word(
                said.getId().isEmpty() && said.getSerial() > 0 ? Long.toString(said.getSerial()) : said.getId(),
                said.getEtag(),
                said(mask, "name", said.getName()),
                said(mask, "zone", said.getZone()));
        Unary.reply(out, () -> aggregates.update(who(), word, once(request)));
    }

    private static Optional<String> said(List<String> mask, String path, String value) {
        return mask.contains(path) || mask.isEmpty() && !value.isEmpty() ? Optional.of(value) : Optional.empty();
    }

    @Override
    public void deleteAggregate(DeleteAggregateRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> aggregates.delete(who(), request.getId(), requests.once(who(), request)));
    }

    @Override
    public void addAggregateHost(AddAggregateHostRequest request, StreamObserver<kilonova.compute.v1.Aggregate> out) {
        Unary.reply(out, () -> aggregates.add(who(), request.getId(), request.getHost(), once(request)));
    }

    @Override
    public void removeAggregateHost(
            RemoveAggregateHostRequest request, StreamObserver<kilonova.compute.v1.Aggregate> out) {
        Unary.reply(out, () -> aggregates.remove(who(), request.getId(), request.getHost(), once(request)));
    }

    @Override
    public void setAggregateMetadata(
            SetAggregateMetadataRequest request, StreamObserver<kilonova.compute.v1.Aggregate> out) {
        Unary.reply(
                out,
                () -> aggregates.set(
                        who(), request.getId(), request.getMetadataMap(), request.getRemovedKeysList(), once(request)));
    }

    @Override
    public void watchAggregates(WatchAggregatesRequest request, StreamObserver<WatchAggregatesResponse> out) {
        Unary.stream(
                out,
                () -> watches.open(
                        out,
                        aggregates.watch(
                                Call.current(),
                                request.getRevision(),
                                news -> WatchAggregatesResponse.newBuilder()
                                        .addAllEvents(news.stream()
                                                .map(AggregateProto::event)
                                                .toList())
                                        .build(),
                                (bookmark, complete) -> WatchAggregatesResponse.newBuilder()
                                        .setBookmark(bookmark)
                                        .setSnapshotComplete(complete)
                                        .build())));
    }

    private Once<Aggregate, kilonova.compute.v1.Aggregate> once(com.google.protobuf.Message request) {
        return requests.once(
                who(), request, kilonova.compute.v1.Aggregate.getDefaultInstance(), AggregateProto::message);
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
