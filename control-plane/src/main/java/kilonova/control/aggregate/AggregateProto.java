package kilonova.control.aggregate;

import com.google.protobuf.util.Timestamps;

/** Aggregates as messages. */
final class AggregateProto {
    private AggregateProto() {}

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
