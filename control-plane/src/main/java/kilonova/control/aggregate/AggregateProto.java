package kilonova.control.aggregate;

import com.google.protobuf.util.Timestamps;
import kilonova.compute.v1.AggregateEvent;
import kilonova.compute.v1.ResourceEventKind;
import kilonova.control.watch.News;

/** Aggregates as messages. */
final class AggregateProto {
    private AggregateProto() {}

    /** Of one that is gone only the id. */
    static AggregateEvent event(News<Aggregate> news) {
        return AggregateEvent.newBuilder()
                .setKind(
                        news.gone()
                                ? ResourceEventKind.RESOURCE_EVENT_KIND_DELETED
                                : ResourceEventKind.RESOURCE_EVENT_KIND_CURRENT)
                .setAggregate(news.known()
                        .map(AggregateProto::message)
                        .orElseGet(() -> kilonova.compute.v1.Aggregate.newBuilder()
                                .setId(news.id())
                                .build()))
                .setRevision(news.revision())
                .build();
    }

    static kilonova.compute.v1.Aggregate message(Aggregate aggregate) {
        var message = kilonova.compute.v1.Aggregate.newBuilder()
                .setId(aggregate.id())
                .setSerial(aggregate.serial())
                .setName(aggregate.name())
                .setZone(aggregate.zone())
                .putAllMetadata(aggregate.metadata())
                .setCreateTime(Timestamps.fromMicros(aggregate.createdAt()))
                .setEtag(Long.toString(aggregate.generation()));
        aggregate.hosts().forEach(host -> message.addHosts(host.name()));
        aggregate.updatedAt().ifPresent(at -> message.setUpdateTime(Timestamps.fromMicros(at)));
        return message.build();
    }
}
