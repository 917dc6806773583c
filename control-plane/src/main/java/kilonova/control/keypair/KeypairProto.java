package kilonova.control.keypair;

import kilonova.compute.v1.CreateKeypairResponse;
import kilonova.compute.v1.KeypairEvent;
import kilonova.compute.v1.KeypairType;
import kilonova.compute.v1.ListKeypairsRequest;
import kilonova.compute.v1.ListKeypairsResponse;
import kilonova.compute.v1.ResourceEventKind;
import kilonova.control.edge.Paging;
import kilonova.control.edge.WireTime;
import kilonova.control.identity.Principal;
import kilonova.control.watch.News;
import kilonova.kernel.Problem;

/** Keypairs as messages, and back. */
final class KeypairProto {
    private KeypairProto() {}

    static kilonova.compute.v1.Keypair message(Keypair keypair) {
        return kilonova.compute.v1.Keypair.newBuilder()
                .setName(keypair.name())
                .setUserId(keypair.user().value())
                .setType(
                        switch (keypair.kind()) {
                            case SSH -> KeypairType.KEYPAIR_TYPE_SSH;
                            case X509 -> KeypairType.KEYPAIR_TYPE_X509;
                        })
                .setPublicKey(keypair.publicKey())
                .setFingerprint(keypair.fingerprint())
                .setCreateTime(WireTime.of(keypair.createdMicros()))
                .setSerial(keypair.serial())
                .build();
    }

    /** Of one that is gone only what names it. */
    static KeypairEvent event(News<Keypair> news) {
        var event = KeypairEvent.newBuilder()
                .setKind(
                        news.gone()
                                ? ResourceEventKind.RESOURCE_EVENT_KIND_DELETED
                                : ResourceEventKind.RESOURCE_EVENT_KIND_CURRENT)
                .setRevision(news.revision());
        news.known().map(KeypairProto::message).ifPresent(event::setKeypair);
        if (news.gone()) {
            event.getKeypairBuilder()
                    .clearType()
                    .clearPublicKey()
                    .clearFingerprint()
                    .clearCreateTime();
        }
        return event.build();
    }

    static CreateKeypairResponse made(Keypairs.Made made) {
        return CreateKeypairResponse.newBuilder()
                .setKeypair(message(made.keypair()))
                .setPrivateKey(made.privateKey())
                .build();
    }

    static ListKeypairsResponse page(Keypairs.Page page, ListKeypairsRequest request, Principal who) {
        return ListKeypairsResponse.newBuilder()
                .addAllKeypairs(
                        page.keypairs().stream().map(KeypairProto::message).toList())
                .setNextPageToken(page.next()
                        .map(place -> Paging.token(place, request, who))
                        .orElse(""))
                .build();
    }

    /** Unspecified means ssh, as Nova has it. */
    static Keypair.Kind kind(KeypairType type) {
        return switch (type) {
            case KEYPAIR_TYPE_UNSPECIFIED, KEYPAIR_TYPE_SSH -> Keypair.Kind.SSH;
            case KEYPAIR_TYPE_X509 -> Keypair.Kind.X509;
            case UNRECOGNIZED -> throw new Problem.Invalid("keypair.type", "unknown").raise();
        };
    }
}
