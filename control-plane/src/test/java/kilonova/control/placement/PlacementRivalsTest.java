package kilonova.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import kilonova.control.edge.Refusal;
import kilonova.control.store.Database;
import kilonova.control.store.TestStore;
import kilonova.kernel.Env;
import kilonova.placement.v1.GetResourceProviderRequest;
import kilonova.placement.v1.ListAllocationsRequest;
import kilonova.placement.v1.ResourceProvider;
import kilonova.placement.v1.SetAllocationsRequest;
import kilonova.placement.v1.SetInventoriesRequest;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** Many writers at once, through two control planes where the database can have two, on every database. */
@EveryDatabase
final class PlacementRivalsTest {
    private static final int WRITERS = 24;

    private final House here;
    private final House elsewhere;

    PlacementRivalsTest(TestDatabase place) {
        Database database = TestStore.open(place);
        here = place.open(House.class, _ -> new House(database));
        elsewhere = database.shared()
                ? place.open(
                                Second.class,
                                at -> new Second(new House(Database.open(TestStore.settings(at), Env.real()))))
                        .house()
                : here;
    }

    private record Second(House house) implements AutoCloseable {
        @Override
        public void close() {
            house.close();
        }
    }

    @Test
    void howeverManyWriteAtOnceNoCapacityIsExceededAndNoneIsLeft() throws Exception {
        ResourceProvider made = here.provider(Map.of("VCPU", 10L, "MEMORY_MB", 20L));
        ResourceProvider other = here.provider(Map.of("VCPU", 10L));
        List<String> answers =
                together(i -> write(house(i), House.holding(House.id(), "VCPU", 1, made.getId(), other.getId())));
        assertThat(answers.stream().filter(String::isEmpty)).hasSize(10);
        assertThat(answers.stream().filter(each -> !each.isEmpty())).allMatch("CannotAllocate"::equals);
        assertThat(usage(made)).isEqualTo(10);
        assertThat(usage(other)).isEqualTo(10);
        assertThat(held(made)).isEqualTo(10);
    }

    @Test
    void ofAllWhoWriteAConsumerAtOneGenerationOneIsHeard() throws Exception {
        ResourceProvider made = here.provider(Map.of("VCPU", 1_000L));
        String consumer = House.id();
        for (long generation = 0; generation < 3; generation++) {
            long seen = generation;
            List<String> answers = together(i -> {
                var wanted =
                        House.holding(consumer, "VCPU", i + 1, made.getId()).setRequireGeneration(true);
                return write(house(i), seen == 0 ? wanted : wanted.setConsumerGeneration(seen));
            });
            assertThat(answers.stream().filter(String::isEmpty)).hasSize(1);
            assertThat(answers.stream().filter(each -> !each.isEmpty())).allMatch("Stale"::equals);
        }
        assertThat(held(made)).isEqualTo(1);
    }

    @Test
    void ofAllWhoMakeAConsumerOfDifferentProvidersOneIsHeard() throws Exception {
        List<ResourceProvider> providers = IntStream.range(0, WRITERS)
                .mapToObj(_ -> here.provider(Map.of("VCPU", 1L)))
                .toList();
        String consumer = House.id();
        List<String> answers = together(i -> write(
                house(i),
                House.holding(consumer, "VCPU", 1, providers.get(i).getId()).setRequireGeneration(true)));
        assertThat(answers.stream().filter(String::isEmpty)).hasSize(1);
        assertThat(providers.stream().mapToLong(this::usage).sum()).isEqualTo(1);
    }

    @Test
    void ofAllWhoWriteInventoriesAtOneGenerationOneIsHeard() throws Exception {
        ResourceProvider made = here.provider(Map.of("VCPU", 1L));
        List<String> answers = together(i -> {
            try {
                var _ = house(i).admin
                        .setInventories(SetInventoriesRequest.newBuilder()
                                .setResourceProviderId(made.getId())
                                .putAllInventories(House.inventories(Map.of("VCPU", i + 2L)))
                                .build());
                return "";
            } catch (io.grpc.StatusRuntimeException refused) {
                return Refusal.of(() -> {
                            throw refused;
                        })
                        .reason();
            }
        });
        assertThat(answers.stream().filter(String::isEmpty)).hasSize(1);
        assertThat(answers.stream().filter(each -> !each.isEmpty())).allMatch("Stale"::equals);
        assertThat(get(made).getGeneration()).isEqualTo(1);
    }

    @Test
    void whoMovesAndWhoGetsAChildAtOnceLeaveOneTree() throws Exception {
        ResourceProvider root = here.provider(Map.of());
        ResourceProvider top = here.provider(Map.of());
        together(i -> {
            if (i == WRITERS / 2) {
                var _ = house(i).admin
                        .updateResourceProvider(kilonova.placement.v1.UpdateResourceProviderRequest.newBuilder()
                                .setResourceProvider(ResourceProvider.newBuilder()
                                        .setId(root.getId())
                                        .setParentId(top.getId()))
                                .build());
            } else {
                house(i).provider(root.getId(), Map.of(), List.of());
            }
            return "";
        });
        var tree = here.admin.listResourceProviders(kilonova.placement.v1.ListResourceProvidersRequest.newBuilder()
                .setInTree(top.getId())
                .build());
        assertThat(tree.getResourceProvidersList()).hasSize(WRITERS + 1);
        assertThat(tree.getResourceProvidersList())
                .allMatch(each -> each.getRootId().equals(top.getId()));
    }

    private interface Writer {
        String write(int number) throws Exception;
    }

    private static List<String> together(Writer writer) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Callable<String>>();
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                writers.add(() -> writer.write(number));
            }
            var answers = new ArrayList<String>();
            for (var each : threads.invokeAll(writers)) {
                answers.add(each.get());
            }
            return answers;
        }
    }

    private House house(int writer) {
        return writer % 2 == 0 ? here : elsewhere;
    }

    /** @return why it was refused; empty when it was not */
    private static String write(House house, kilonova.placement.v1.ConsumerAllocations.Builder wanted) {
        try {
            var _ = house.admin.setAllocations(
                    SetAllocationsRequest.newBuilder().addConsumers(wanted).build());
            return "";
        } catch (io.grpc.StatusRuntimeException refused) {
            return Refusal.of(() -> {
                        throw refused;
                    })
                    .reason();
        }
    }

    private ResourceProvider get(ResourceProvider provider) {
        return here.admin.getResourceProvider(
                GetResourceProviderRequest.newBuilder().setId(provider.getId()).build());
    }

    private long usage(ResourceProvider provider) {
        return get(provider).getUsagesOrThrow("VCPU");
    }

    private long held(ResourceProvider provider) {
        return here.admin
                .listAllocations(ListAllocationsRequest.newBuilder()
                        .setResourceProviderId(provider.getId())
                        .build())
                .getAllocationsCount();
    }
}
