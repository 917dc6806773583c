package kilonova.control.placement;

import static java.util.stream.Collectors.toMap;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import kilonova.control.edge.TestEdge;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.request.TestRequests;
import kilonova.control.store.Database;
import kilonova.control.watch.Watches;
import kilonova.kernel.Env;
import kilonova.placement.v1.Amounts;
import kilonova.placement.v1.AnyOf;
import kilonova.placement.v1.ConsumerAllocations;
import kilonova.placement.v1.CreateResourceProviderRequest;
import kilonova.placement.v1.Inventory;
import kilonova.placement.v1.PlacementServiceGrpc;
import kilonova.placement.v1.PlacementServiceGrpc.PlacementServiceBlockingStub;
import kilonova.placement.v1.RequestGroup;
import kilonova.placement.v1.ResourceProvider;
import kilonova.placement.v1.SetAllocationsRequest;

/** The room of placement behind its edge, on one database. */
final class House implements AutoCloseable {
    static final Env ENV = Env.real();

    final Database database;
    final PlacementRoom room;
    final TestEdge edge;
    final PlacementServiceBlockingStub admin;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    House(Database database) {
        this.database = database;
        this.room = PlacementRoom.on(
                ENV, database, Policy.of(PolicyBook.PLACEMENT), TestRequests.on(ENV), new Watches(database, threads));
        room.start();
        this.edge = TestEdge.serving(List.of(room.api()), ENV);
        this.admin = as("admin");
    }

    PlacementServiceBlockingStub as(String role) {
        return PlacementServiceGrpc.newBlockingStub(edge.channel(role, "project"));
    }

    static String id() {
        return UUID.randomUUID().toString();
    }

    /** A provider of its own tree, with so much of each class. */
    ResourceProvider provider(Map<String, Long> totals, String... traits) {
        return provider("", totals, List.of(), traits);
    }

    ResourceProvider provider(String parent, Map<String, Long> totals, List<String> aggregates, String... traits) {
        String id = id();
        return admin.createResourceProvider(CreateResourceProviderRequest.newBuilder()
                .setResourceProvider(ResourceProvider.newBuilder()
                        .setId(id)
                        .setName("name-" + id)
                        .setParentId(parent)
                        .addAllTraits(Arrays.asList(traits))
                        .addAllAggregateIds(aggregates)
                        .putAllInventories(inventories(totals)))
                .build());
    }

    static Map<String, Inventory> inventories(Map<String, Long> totals) {
        return totals.entrySet().stream().collect(toMap(Map.Entry::getKey, each -> Inventory.newBuilder()
                .setTotal(each.getValue())
                .build()));
    }

    /** All that the consumer is to hold: of each of these providers, of one class. */
    static ConsumerAllocations.Builder holding(String consumer, String resource, long amount, String... providers) {
        var wanted = ConsumerAllocations.newBuilder()
                .setConsumerId(consumer)
                .setProjectId("project")
                .setUserId("user");
        for (String provider : providers) {
            wanted.putAllocations(
                    provider,
                    Amounts.newBuilder().putResources(resource, amount).build());
        }
        return wanted;
    }

    /** @return the generations that they have then */
    List<Long> set(ConsumerAllocations.Builder... wanted) {
        var request = SetAllocationsRequest.newBuilder();
        Arrays.stream(wanted).forEach(request::addConsumers);
        return admin.setAllocations(request.build()).getConsumerGenerationsList();
    }

    static RequestGroup.Builder group(String suffix, String resource, long amount) {
        return RequestGroup.newBuilder().setSuffix(suffix).putResources(resource, amount);
    }

    static AnyOf any(String... values) {
        return AnyOf.newBuilder().addAllValues(Arrays.asList(values)).build();
    }

    static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    @Override
    public void close() {
        threads.close();
    }
}
