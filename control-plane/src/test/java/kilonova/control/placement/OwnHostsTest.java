package kilonova.control.placement;

import static kilonova.control.store.tables.Tables.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kilonova.control.store.Database;
import kilonova.control.store.TestStore;
import kilonova.placement.v1.EnsureTraitRequest;
import kilonova.placement.v1.GetResourceProviderRequest;
import kilonova.placement.v1.SetProviderTraitsRequest;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** Hosts of this cloud whose traits both their nodes and operators write. */
@EveryDatabase
final class OwnHostsTest {
    private final Database database;
    private final House house;
    private final PlacementLedger ledger = new PlacementLedger(House.ENV);
    private final String host = House.id();

    OwnHostsTest(TestDatabase place) {
        database = TestStore.open(place);
        house = place.open(House.class, _ -> new House(database));
        report("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS");
    }

    @Test
    void traitsThatTheHostNeverReportedStay() {
        set("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS", "STORAGE_DISK_SSD", custom("CUSTOM_RACK_9"));

        report("COMPUTE_NODE", "HW_CPU_X86_AVX");

        assertThat(traits()).containsExactly("COMPUTE_NODE", "CUSTOM_RACK_9", "HW_CPU_X86_AVX", "STORAGE_DISK_SSD");
        report("COMPUTE_NODE");
        assertThat(traits()).containsExactly("COMPUTE_NODE", "CUSTOM_RACK_9", "STORAGE_DISK_SSD");
    }

    @Test
    void traitsThatTheHostReportsComeBackWithItsNextReport() {
        set(custom("CUSTOM_ALONE"));

        report("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS");

        assertThat(traits()).containsExactly("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS", "CUSTOM_ALONE");
    }

    @Test
    void aReportOfWhatAnOperatorHadSetMakesItTheHosts() {
        set("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS", "HW_CPU_X86_AVX");
        report("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS", "HW_CPU_X86_AVX");

        report("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS");

        assertThat(traits()).containsExactly("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS");
    }

    @Test
    void ofAHostOfAnOlderVersionWhatIsNotCustomWasReported() {
        set("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS", custom("CUSTOM_OLDER"));
        database.write(tx -> tx.sql()
                .update(PROVIDER)
                .setNull(PROVIDER.REPORTED_TRAITS)
                .where(PROVIDER.ID.eq(host))
                .execute());
        set("COMPUTE_NODE", "COMPUTE_TRUSTED_CERTS", "CUSTOM_OLDER", "STORAGE_DISK_SSD");

        report("COMPUTE_NODE");

        assertThat(traits()).containsExactly("COMPUTE_NODE", "CUSTOM_OLDER", "STORAGE_DISK_SSD");
    }

    private void report(String... traits) {
        database.write(tx -> {
            ledger.ensureProvider(
                    tx, host, "of " + host, Map.of("VCPU", new Inventory(8, 0, 1, 8, 1, 1.0)), List.of(traits));
            return true;
        });
    }

    private String custom(String name) {
        var _ = house.admin.ensureTrait(
                EnsureTraitRequest.newBuilder().setName(name).build());
        return name;
    }

    private void set(String... traits) {
        long seen = database.read(tx -> ledger.provider(tx, host)).orElseThrow().generation();
        var _ = house.admin.setProviderTraits(SetProviderTraitsRequest.newBuilder()
                .setResourceProviderId(host)
                .setGeneration(seen)
                .addAllTraits(List.of(traits))
                .build());
    }

    private List<String> traits() {
        return house.admin
                .getResourceProvider(
                        GetResourceProviderRequest.newBuilder().setId(host).build())
                .getTraitsList();
    }
}
