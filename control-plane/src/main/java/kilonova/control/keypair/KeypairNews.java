package kilonova.control.keypair;

import java.util.Optional;
import kilonova.control.identity.UserId;
import kilonova.control.store.Change;
import kilonova.control.store.Json;

/**
 * A keypair that came or went, as the change log carries it.
 *
 * @param act what was done: {@code create}, {@code import} or {@code delete}
 */
public record KeypairNews(
        String act,
        String user,
        String name,
        String type,
        String publicKey,
        String fingerprint,
        long serial,
        long createdMicros) {

    static Change change(String act, Keypair keypair) {
        var news = new KeypairNews(
                act,
                keypair.user().value(),
                keypair.name(),
                keypair.kind().word(),
                keypair.publicKey(),
                keypair.fingerprint(),
                keypair.serial(),
                keypair.createdMicros());
        String id = Long.toString(keypair.serial());
        Change change =
                act.equals("delete") ? Change.deleted(Keypairs.KIND, id, "", 2) : Change.of(Keypairs.KIND, id, "", 1);
        return change.with(Json.write(news));
    }

    /** What a change says; empty where it says nothing. */
    public static Optional<KeypairNews> of(Change change) {
        return change.payload().map(text -> Json.read(text, KeypairNews.class));
    }

    Keypair keypair() {
        return new Keypair(
                new UserId(user), name, Keypair.Kind.of(type), publicKey, fingerprint, serial, createdMicros);
    }
}
