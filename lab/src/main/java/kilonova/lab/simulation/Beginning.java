package kilonova.lab.simulation;

import com.google.protobuf.Empty;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import kilonova.compute.v1.SetDefaultQuotasRequest;
import kilonova.control.identity.ProjectId;
import kilonova.control.network.embedded.EmbeddedNetworks;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.quota.Quota;
import kilonova.control.quota.Quotas;
import kilonova.control.request.Requests;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseImage;
import kilonova.control.store.DatabaseSettings;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.kernel.Vault;

/** What every simulated cloud begins with: migrated once, the same for each seed. */
final class Beginning {
    static final long SERVERS_PER_PROJECT = 4;
    private static final Instant TIME = Instant.ofEpochSecond(1_799_990_000);

    private static final DatabaseImage IMAGE = make();

    private Beginning() {}

    /** One network for all; quotas that three busy projects run into. */
    static DatabaseImage image() {
        return IMAGE;
    }

    private static DatabaseImage make() {
        var clock = Clock.fixed(TIME, ZoneOffset.UTC);
        var random = new Random(0);
        var env = new Env(clock, random, Ids.timeOrdered(clock, random));
        try (var database = Database.inline(DatabaseSettings.of("jdbc:sqlite::memory:"), env, CommitProbe.NONE)) {
            var requests = new Requests(env, new Vault(new byte[Vault.KEY_BYTES], random));
            EmbeddedNetworks.open(database, env, requests)
                    .bootstrap(EmbeddedNetworks.FirstNetwork.ownedBy(new ProjectId(SimulatedNeighbours.ADMIN)));
            var quotas = SetDefaultQuotasRequest.newBuilder()
                    .putLimits("instances", SERVERS_PER_PROJECT)
                    .build();
            var admin = new SimulatedNeighbours().authenticate(SimulatedNeighbours.ADMIN);
            new Quotas(database, Policy.of(PolicyBook.COMPUTE))
                    .setUsual(
                            admin,
                            quotas.getLimitsMap(),
                            requests.once(
                                    admin,
                                    quotas,
                                    Empty.getDefaultInstance(),
                                    (List<Quota> _) -> Empty.getDefaultInstance()));
            return database.image();
        }
    }
}
