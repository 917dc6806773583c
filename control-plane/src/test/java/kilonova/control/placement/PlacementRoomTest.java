package kilonova.control.placement;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kilonova.control.edge.Refusal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.TestStore;
import kilonova.placement.v1.Amounts;
import kilonova.placement.v1.BatchCreateResourceProvidersRequest;
import kilonova.placement.v1.BatchGetConsumersRequest;
import kilonova.placement.v1.CreateInventoryRequest;
import kilonova.placement.v1.CreateResourceClassRequest;
import kilonova.placement.v1.CreateResourceProviderRequest;
import kilonova.placement.v1.DeleteAllocationsRequest;
import kilonova.placement.v1.DeleteInventoriesRequest;
import kilonova.placement.v1.DeleteInventoryRequest;
import kilonova.placement.v1.DeleteResourceClassRequest;
import kilonova.placement.v1.DeleteResourceProviderRequest;
import kilonova.placement.v1.DeleteTraitRequest;
import kilonova.placement.v1.EnsureResourceClassRequest;
import kilonova.placement.v1.EnsureTraitRequest;
import kilonova.placement.v1.GetConsumerRequest;
import kilonova.placement.v1.GetInventoriesRequest;
import kilonova.placement.v1.GetResourceProviderRequest;
import kilonova.placement.v1.GetUsagesRequest;
import kilonova.placement.v1.Inventory;
import kilonova.placement.v1.ListAllocationsRequest;
import kilonova.placement.v1.ListResourceClassesRequest;
import kilonova.placement.v1.ListResourceProvidersRequest;
import kilonova.placement.v1.ListTraitsRequest;
import kilonova.placement.v1.PlacementServiceGrpc.PlacementServiceBlockingStub;
import kilonova.placement.v1.RenameResourceClassRequest;
import kilonova.placement.v1.ReshapeRequest;
import kilonova.placement.v1.ResourceClass;
import kilonova.placement.v1.ResourceProvider;
import kilonova.placement.v1.SetAllocationsRequest;
import kilonova.placement.v1.SetInventoriesRequest;
import kilonova.placement.v1.SetProviderAggregatesRequest;
import kilonova.placement.v1.SetProviderTraitsRequest;
import kilonova.placement.v1.Trait;
import kilonova.placement.v1.UpdateInventoryRequest;
import kilonova.placement.v1.UpdateResourceProviderRequest;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What callers write of providers, and hold of them, on every database. */
@EveryDatabase
final class PlacementRoomTest {
    private final House house;
    private final PlacementServiceBlockingStub admin;

    PlacementRoomTest(TestDatabase place) {
        var database = TestStore.open(place);
        house = place.open(House.class, _ -> new House(database));
        admin = house.admin;
    }

    @Test
    void aProviderBeginsAtGenerationZeroAsTheRootOfItsTree() {
        ResourceProvider made = house.provider(Map.of());
        assertThat(List.of(made.getGeneration(), made.getRootId(), made.getParentId()))
                .isEqualTo(List.of(0L, made.getId(), ""));
        assertThat(get(made)).isEqualTo(made);
    }

    @Test
    void nameAndIdAreTakenOnce() {
        ResourceProvider made = house.provider(Map.of());
        assertThat(refusal(() -> create(ResourceProvider.newBuilder().setName(made.getName()))))
                .isEqualTo("Duplicate name: " + made.getName());
        assertThat(refusal(() ->
                        create(ResourceProvider.newBuilder().setName("other").setId(made.getId()))))
                .isEqualTo("Duplicate uuid: " + made.getId());
    }

    @Test
    void aChildHasTheRootOfItsParentAndMovesWithIt() {
        ResourceProvider root = house.provider(Map.of());
        ResourceProvider child = child(root);
        ResourceProvider grandchild = child(child);
        assertThat(grandchild.getRootId()).isEqualTo(root.getId());
        ResourceProvider other = house.provider(Map.of());
        move(root, other.getId(), false);
        assertThat(get(grandchild).getRootId()).isEqualTo(other.getId());
        assertThat(refusal(() -> move(root, "", false))).startsWith("Invalid parent_id");
        move(root, "", true);
        assertThat(get(grandchild).getRootId()).isEqualTo(root.getId());
        assertThat(refusal(() -> move(root, grandchild.getId(), true))).startsWith("Invalid parent_id");
        assertThat(refusal(() -> move(root, root.getId(), true))).startsWith("Invalid parent_id");
        assertThat(refusal(() -> move(root, House.id(), true))).startsWith("Unknown");
    }

    @Test
    void aRenameLeavesTheGenerationWhereItIs() {
        ResourceProvider made = house.provider(Map.of());
        ResourceProvider renamed = admin.updateResourceProvider(UpdateResourceProviderRequest.newBuilder()
                .setResourceProvider(made.toBuilder().setName("renamed-" + made.getId()))
                .setUpdateMask(FieldMask.newBuilder().addPaths("name"))
                .build());
        assertThat(renamed.getName()).isEqualTo("renamed-" + made.getId());
        assertThat(renamed.getGeneration()).isZero();
    }

    @Test
    void whoIsAParentOrHeldStays() {
        ResourceProvider root = house.provider(Map.of("VCPU", 4L));
        ResourceProvider child = child(root);
        assertThat(refusal(() -> delete(root))).startsWith("HasChildren");
        delete(child);
        String consumer = House.id();
        house.set(House.holding(consumer, "VCPU", 1, root.getId()));
        assertThat(refusal(() -> delete(root))).isEqualTo("InUse " + root.getId());
        house.set(House.holding(consumer, "VCPU", 1));
        delete(root);
        assertThat(refusal(() -> get(root))).isEqualTo("NotFound " + root.getId());
    }

    @Test
    void inventoriesAreWrittenAtTheirGenerationOnly() {
        ResourceProvider made = house.provider(Map.of("VCPU", 4L));
        assertThat(inventories(made, 0, Map.of("VCPU", 8L))).isEqualTo(1);
        assertThat(refusal(() -> inventories(made, 0, Map.of("VCPU", 9L)))).isEqualTo("Stale " + made.getId());
        assertThat(get(made).getInventoriesOrThrow("VCPU").getTotal()).isEqualTo(8);
    }

    @Test
    void anInventoryInUseStaysButMayShrink() {
        ResourceProvider made = house.provider(Map.of("VCPU", 4L, "DISK_GB", 10L));
        house.set(House.holding(House.id(), "VCPU", 4, made.getId()));
        assertThat(refusal(() -> inventories(made, 1, Map.of("DISK_GB", 10L)))).isEqualTo("InUse VCPU");
        assertThat(inventories(made, 1, Map.of("VCPU", 1L))).isEqualTo(2);
        assertThat(refusal(() -> admin.deleteInventory(DeleteInventoryRequest.newBuilder()
                        .setResourceProviderId(made.getId())
                        .setResourceClass("VCPU")
                        .build())))
                .isEqualTo("InUse VCPU");
        assertThat(refusal(() -> admin.deleteInventories(DeleteInventoriesRequest.newBuilder()
                        .setResourceProviderId(made.getId())
                        .build())))
                .isEqualTo("InUse VCPU");
    }

    @Test
    void oneInventoryIsAddedChangedAndTakenAway() {
        ResourceProvider made = house.provider(Map.of());
        var add = CreateInventoryRequest.newBuilder()
                .setResourceProviderId(made.getId())
                .setResourceClass("VCPU")
                .setInventory(Inventory.newBuilder().setTotal(4))
                .build();
        Inventory added = admin.createInventory(add).getInventoriesOrThrow("VCPU");
        assertThat(List.of(added.getMinUnit(), added.getMaxUnit(), added.getStepSize(), added.getReserved()))
                .isEqualTo(List.of(1L, (long) Integer.MAX_VALUE, 1L, 0L));
        assertThat(refusal(() -> admin.createInventory(add))).isEqualTo("Duplicate VCPU");
        var change = UpdateInventoryRequest.newBuilder()
                .setResourceProviderId(made.getId())
                .setResourceClass("VCPU")
                .setInventory(Inventory.newBuilder().setTotal(4).setReserved(4));
        assertThat(refusal(() ->
                        admin.updateInventory(change.setRequireCapacity(true).build())))
                .startsWith("InvalidInventory");
        assertThat(admin.updateInventory(change.setRequireCapacity(false).build())
                        .getGeneration())
                .isEqualTo(2);
        assertThat(refusal(() ->
                        admin.updateInventory(change.setResourceClass("DISK_GB").build())))
                .isEqualTo("Unknown DISK_GB");
        var away = DeleteInventoryRequest.newBuilder()
                .setResourceProviderId(made.getId())
                .setResourceClass("VCPU")
                .build();
        var _ = admin.deleteInventory(away);
        assertThat(refusal(() -> admin.deleteInventory(away))).isEqualTo("NotFound VCPU");
        assertThat(refusal(() -> admin.getInventories(GetInventoriesRequest.newBuilder()
                        .setResourceProviderId(made.getId())
                        .setResourceClass("VCPU")
                        .build())))
                .isEqualTo("NotFound VCPU");
    }

    @Test
    void aggregatesMoveTheGenerationOnlyWhenItIsSent() {
        ResourceProvider made = house.provider(Map.of());
        String aggregate = House.id();
        var set = SetProviderAggregatesRequest.newBuilder()
                .setResourceProviderId(made.getId())
                .addAggregateIds(aggregate);
        assertThat(admin.setProviderAggregates(set.build()).getGeneration()).isZero();
        assertThat(admin.setProviderAggregates(set.setGeneration(0).build()).getGeneration())
                .isEqualTo(1);
        assertThat(refusal(
                        () -> admin.setProviderAggregates(set.setGeneration(0).build())))
                .startsWith("Stale");
        assertThat(get(made).getAggregateIdsList()).containsExactly(aggregate);
    }

    @Test
    void traitsThatNobodyKnowsAreRefusedAndTheSameOnesChangeNothing() {
        ResourceProvider made = house.provider(Map.of());
        assertThat(traits(made, 0, "HW_CPU_X86_AVX")).isEqualTo(1);
        assertThat(traits(made, 1, "HW_CPU_X86_AVX")).isEqualTo(1);
        assertThat(refusal(() -> traits(made, 1, "CUSTOM_NEVER_MADE", "STRANGE")))
                .isEqualTo("Unknown CUSTOM_NEVER_MADE, STRANGE");
        assertThat(refusal(() -> traits(made, 0, "HW_CPU_X86_AVX2"))).startsWith("Stale");
    }

    @Test
    void aTraitInUseStays() {
        String name = "CUSTOM_T" + House.id().replace("-", "_").toUpperCase(Locale.ROOT);
        assertThat(ensure(name)).isTrue();
        assertThat(ensure(name)).isFalse();
        ResourceProvider made = house.provider(Map.of());
        assertThat(traits(made, 0, name)).isEqualTo(1);
        assertThat(refusal(() -> deleteTrait(name))).isEqualTo("InUse " + name);
        assertThat(traits(made, 1)).isEqualTo(2);
        deleteTrait(name);
        assertThat(refusal(() -> deleteTrait(name))).isEqualTo("NotFound " + name);
        assertThat(refusal(() -> deleteTrait("HW_CPU_X86_AVX"))).startsWith("Invalid");
        assertThat(refusal(() -> ensure("HW_OF_OUR_OWN"))).startsWith("Invalid");
    }

    @Test
    void traitsAreListedByNamePrefixAndUse() {
        String name = "CUSTOM_L" + House.id().replace("-", "_").toUpperCase(Locale.ROOT);
        ensure(name);
        assertThat(names(ListTraitsRequest.newBuilder().setPrefix(name))).containsExactly(name);
        assertThat(names(ListTraitsRequest.newBuilder()
                        .addNames("HW_CPU_X86_AVX")
                        .addNames(name)
                        .addNames("NONE")))
                .containsExactly(name, "HW_CPU_X86_AVX");
        assertThat(names(ListTraitsRequest.newBuilder().setPrefix(name).setAssociated(true)))
                .isEmpty();
        assertThat(names(ListTraitsRequest.newBuilder().setPrefix("HW_CPU")))
                .contains("HW_CPU_X86_AVX")
                .isSorted();
        assertThat(admin.listTraits(
                                ListTraitsRequest.newBuilder().setPageSize(10).build())
                        .getNextPageToken())
                .isNotEmpty();
    }

    @Test
    void aRenamedClassTakesItsInventoriesAndAllocationsAlong() {
        String name = "CUSTOM_C" + House.id().replace("-", "_").toUpperCase(Locale.ROOT);
        assertThat(admin.createResourceClass(CreateResourceClassRequest.newBuilder()
                                .setName(name)
                                .build())
                        .getName())
                .isEqualTo(name);
        assertThat(admin.ensureResourceClass(EnsureResourceClassRequest.newBuilder()
                                .setName(name)
                                .build())
                        .getCreated())
                .isFalse();
        ResourceProvider made = house.provider(Map.of(name, 4L));
        String consumer = House.id();
        house.set(House.holding(consumer, name, 2, made.getId()));
        assertThat(refusal(() -> deleteClass(name))).isEqualTo("InUse " + name);
        admin.renameResourceClass(RenameResourceClassRequest.newBuilder()
                .setName(name)
                .setNewName(name + "_B")
                .build());
        assertThat(get(made).getUsagesMap()).isEqualTo(Map.of(name + "_B", 2L));
        assertThat(held(consumer)).isEqualTo(Map.of(made.getId(), Map.of(name + "_B", 2L)));
        assertThat(refusal(() -> deleteClass("VCPU"))).startsWith("Invalid");
        assertThat(refusal(() -> deleteClass(name))).isEqualTo("NotFound " + name);
        List<String> classes =
                admin
                        .listResourceClasses(ListResourceClassesRequest.getDefaultInstance())
                        .getResourceClassesList()
                        .stream()
                        .map(ResourceClass::getName)
                        .toList();
        assertThat(classes).startsWith("VCPU", "MEMORY_MB", "DISK_GB").contains(name + "_B");
    }

    @Test
    void aConsumerIsAtOneAfterItsFirstWriteAndGoneWithItsLast() {
        ResourceProvider made = house.provider(Map.of("VCPU", 4L));
        String consumer = House.id();
        assertThat(house.set(House.holding(consumer, "VCPU", 1, made.getId()).setRequireGeneration(true)))
                .containsExactly(1L);
        assertThat(refusal(() -> house.set(
                        House.holding(consumer, "VCPU", 2, made.getId()).setRequireGeneration(true))))
                .isEqualTo("Stale " + consumer);
        assertThat(house.set(House.holding(consumer, "VCPU", 2, made.getId())
                        .setRequireGeneration(true)
                        .setConsumerGeneration(1)))
                .containsExactly(2L);
        assertThat(get(made).getUsagesMap()).isEqualTo(Map.of("VCPU", 2L));
        assertThat(house.set(House.holding(consumer, "VCPU", 1)
                        .setRequireGeneration(true)
                        .setConsumerGeneration(2)))
                .containsExactly(0L);
        assertThat(admin.getConsumer(
                                GetConsumerRequest.newBuilder().setId(consumer).build())
                        .hasGeneration())
                .isFalse();
        assertThat(get(made).getUsagesMap()).isEqualTo(Map.of("VCPU", 0L));
        assertThat(get(made).getGeneration()).isEqualTo(3);
    }

    @Test
    void aConsumerOfAWorkflowIsAtOneAndKeepsCountFromThere() {
        ResourceProvider made = house.provider(Map.of("VCPU", 4L));
        String consumer = House.id();
        var ledger = new PlacementLedger(House.ENV);
        boolean claimed = house.database.write(tx -> ledger.claim(
                tx,
                new Allocation(
                        consumer,
                        made.getId(),
                        new ProjectId("project"),
                        new UserId("user"),
                        new Resources(Map.of("VCPU", 1L)))));
        assertThat(claimed).isTrue();
        assertThat(house.set(House.holding(consumer, "VCPU", 2, made.getId())
                        .setRequireGeneration(true)
                        .setConsumerGeneration(1)))
                .containsExactly(2L);
        house.database.write(tx -> {
            ledger.release(tx, consumer);
            return consumer;
        });
        assertThat(house.set(House.holding(consumer, "VCPU", 1, made.getId()).setRequireGeneration(true)))
                .containsExactly(1L);
    }

    @Test
    void whatCannotBeHeldSaysWhy() {
        ResourceProvider made = house.provider(Map.of("VCPU", 4L));
        admin.setInventories(SetInventoriesRequest.newBuilder()
                .setResourceProviderId(made.getId())
                .putInventories(
                        "VCPU",
                        Inventory.newBuilder()
                                .setTotal(8)
                                .setMaxUnit(4)
                                .setStepSize(2)
                                .build())
                .build());
        String consumer = House.id();
        assertThat(rule(House.holding(consumer, "VCPU", 6, made.getId()))).isEqualTo("constraints VCPU");
        assertThat(rule(House.holding(consumer, "VCPU", 3, made.getId()))).isEqualTo("constraints VCPU");
        assertThat(rule(House.holding(consumer, "DISK_GB", 3, made.getId()))).isEqualTo("inventory DISK_GB");
        house.set(
                House.holding(House.id(), "VCPU", 4, made.getId()), House.holding(House.id(), "VCPU", 2, made.getId()));
        assertThat(rule(House.holding(consumer, "VCPU", 4, made.getId()))).isEqualTo("capacity VCPU");
        assertThat(refusal(() -> house.set(House.holding(consumer, "CUSTOM_NEVER", 4, made.getId()))))
                .isEqualTo("Unknown CUSTOM_NEVER");
        assertThat(refusal(() -> house.set(House.holding(consumer, "VCPU", 4, House.id()))))
                .startsWith("Unknown");
    }

    @Test
    void manyConsumersAreWrittenAllOrNone() {
        ResourceProvider made = house.provider(Map.of("VCPU", 4L));
        String one = House.id();
        String other = House.id();
        assertThat(refusal(() -> house.set(
                        House.holding(one, "VCPU", 2, made.getId()), House.holding(other, "VCPU", 3, made.getId()))))
                .startsWith("CannotAllocate");
        assertThat(get(made).getUsagesMap()).isEqualTo(Map.of("VCPU", 0L));
        house.set(House.holding(one, "VCPU", 4, made.getId()));
        // What the one gives back is the other's at once.
        assertThat(house.set(House.holding(one, "VCPU", 1), House.holding(other, "VCPU", 4, made.getId())))
                .containsExactly(0L, 1L);
        assertThat(admin.batchGetConsumers(BatchGetConsumersRequest.newBuilder()
                                .addIds(one)
                                .addIds(other)
                                .build())
                        .getConsumersList())
                .extracting(each -> each.getAllocationsCount())
                .containsExactly(0, 1);
    }

    @Test
    void allocationsAreListedByProviderInPagesWithEveryGeneration() {
        ResourceProvider made = house.provider(Map.of("VCPU", 10L));
        List<String> consumers = Stream.generate(House::id).limit(5).sorted().toList();
        consumers.forEach(
                each -> house.set(House.holding(each, "VCPU", 1, made.getId()).setConsumerType("INSTANCE")));
        var request = ListAllocationsRequest.newBuilder()
                .setResourceProviderId(made.getId())
                .setPageSize(2);
        var found = new ArrayList<String>();
        do {
            var page = admin.listAllocations(request.build());
            assertThat(page.getResourceProviderGeneration()).isEqualTo(5);
            page.getAllocationsList().forEach(each -> {
                assertThat(List.of(each.getConsumerGeneration(), each.getResourceProviderGeneration()))
                        .containsExactly(1L, 5L);
                assertThat(each.getConsumerType()).isEqualTo("INSTANCE");
                found.add(each.getConsumerId());
            });
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        assertThat(found).isEqualTo(consumers);
        assertThat(refusal(() -> admin.listAllocations(ListAllocationsRequest.newBuilder()
                        .setResourceProviderId(House.id())
                        .build())))
                .startsWith("NotFound");
    }

    @Test
    void whatNobodyHoldsCannotBeGivenBack() {
        String consumer = House.id();
        assertThat(refusal(() -> admin.deleteAllocations(DeleteAllocationsRequest.newBuilder()
                        .setConsumerId(consumer)
                        .build())))
                .isEqualTo("NotFound " + consumer);
    }

    @Test
    void usagesAreToldByTypeUserAndProject() {
        String project = House.id();
        ResourceProvider made = house.provider(Map.of("VCPU", 10L));
        house.set(House.holding(House.id(), "VCPU", 1, made.getId())
                .setProjectId(project)
                .setConsumerType("INSTANCE"));
        house.set(House.holding(House.id(), "VCPU", 2, made.getId())
                .setProjectId(project)
                .setUserId("other"));
        var all = admin.getUsages(
                GetUsagesRequest.newBuilder().setProjectId(project).build());
        assertThat(all.getUsagesList())
                .extracting(each -> each.getConsumerType() + each.getConsumerCount() + each.getUsagesMap())
                .containsExactly("1{VCPU=2}", "INSTANCE1{VCPU=1}");
        assertThat(admin.getUsages(GetUsagesRequest.newBuilder()
                                .setProjectId(project)
                                .setUserId("other")
                                .setConsumerType("unknown")
                                .build())
                        .getUsagesList())
                .hasSize(1);
        assertThat(refusal(() -> house.as("reader")
                        .getUsages(GetUsagesRequest.newBuilder()
                                .setProjectId(project)
                                .build())))
                .startsWith("Forbidden");
        assertThat(house.as("reader")
                        .getUsages(GetUsagesRequest.newBuilder()
                                .setProjectId("project")
                                .build()))
                .isNotNull();
    }

    /** More than a statement of any database has parameters. */
    @Test
    void seventyThousandTraitsAreLookedUp() {
        ResourceProvider made = house.provider(Map.of());
        assertThat(refusal(() -> admin.setProviderTraits(SetProviderTraitsRequest.newBuilder()
                        .setResourceProviderId(made.getId())
                        .addAllTraits(House.names("CUSTOM_OF_MANY_", 70_000))
                        .build())))
                .startsWith("Unknown");
    }

    /** Consumers count once however many providers they hold of, and every row counts however long it is. */
    @Test
    void usagesOfManyProvidersAndManyClassesAreSummed() {
        String project = House.id();
        List<String> classes = House.names("CUSTOM_SUMMED_WITH_A_NAME_THAT_IS_LONG_", 60);
        classes.forEach(each -> {
            var _ = admin.createResourceClass(
                    CreateResourceClassRequest.newBuilder().setName(each).build());
        });
        var many = classes.stream().collect(toMap(each -> each, _ -> 1_000L));
        ResourceProvider one = house.provider(many);
        ResourceProvider other = house.provider(many);
        for (long last = 1; last < 3; last++) {
            var amounts = Amounts.newBuilder();
            classes.forEach(each -> amounts.putResources(each, 7));
            amounts.putResources(classes.getLast(), last);
            house.set(House.holding(House.id(), "VCPU", 1)
                    .setProjectId(project)
                    .setConsumerType("INSTANCE")
                    .putAllocations(one.getId(), amounts.build())
                    .putAllocations(other.getId(), amounts.build()));
        }
        var told = admin.getUsages(
                GetUsagesRequest.newBuilder().setProjectId(project).build());
        assertThat(told.getUsagesList()).hasSize(1);
        assertThat(told.getUsages(0).getConsumerCount()).isEqualTo(2);
        assertThat(told.getUsages(0).getUsagesMap())
                .containsEntry(classes.getFirst(), 28L)
                .containsEntry(classes.getLast(), 6L);
    }

    @Test
    void reshapingMovesInventoryAndAllocationsToAChildAtOnce() {
        ResourceProvider root = house.provider(Map.of("VCPU", 4L, "VGPU", 2L));
        ResourceProvider child = child(root);
        String consumer = House.id();
        house.set(House.holding(consumer, "VGPU", 2, root.getId()));
        var reshape = ReshapeRequest.newBuilder()
                .putInventories(root.getId(), shape(1, Map.of("VCPU", 4L)))
                .putInventories(child.getId(), shape(0, Map.of("VGPU", 2L)));
        assertThat(refusal(() -> house.as("service").reshape(reshape.build()))).isEqualTo("InUse VGPU");
        reshape.addConsumers(House.holding(consumer, "VGPU", 2, child.getId())
                .setRequireGeneration(true)
                .setConsumerGeneration(1));
        assertThat(refusal(() -> admin.reshape(reshape.build()))).startsWith("Forbidden");
        var _ = house.as("service").reshape(reshape.build());
        assertThat(get(root).getInventoriesMap()).containsOnlyKeys("VCPU");
        assertThat(held(consumer)).isEqualTo(Map.of(child.getId(), Map.of("VGPU", 2L)));
        assertThat(refusal(() -> house.as("service").reshape(reshape.build()))).startsWith("Stale");
        assertThat(refusal(() -> house.as("service")
                        .reshape(ReshapeRequest.newBuilder()
                                .putInventories(House.id(), shape(0, Map.of()))
                                .build())))
                .startsWith("Unknown");
    }

    @Test
    void providersAreListedByAllThatIsSaid() {
        String aggregate = House.id();
        String other = House.id();
        ResourceProvider root = house.provider("", Map.of("VCPU", 4L), List.of(aggregate), "HW_CPU_X86_AVX");
        ResourceProvider child = house.provider(root.getId(), Map.of("VGPU", 1L), List.of(aggregate, other));
        var list = ListResourceProvidersRequest.newBuilder();
        assertThat(ids(list.clone().setInTree(child.getId()))).containsExactlyInAnyOrder(root.getId(), child.getId());
        assertThat(ids(list.clone().setInTree(House.id()))).isEmpty();
        assertThat(ids(list.clone().setName(root.getName()))).containsExactly(root.getId());
        assertThat(ids(list.clone().setId(child.getId()))).containsExactly(child.getId());
        assertThat(ids(list.clone().addMemberOf(House.any(aggregate)))).hasSize(2);
        assertThat(ids(list.clone().addMemberOf(House.any(aggregate)).addMemberOf(House.any(other, House.id()))))
                .containsExactly(child.getId());
        assertThat(ids(list.clone().addMemberOf(House.any(aggregate)).addForbiddenAggregateIds(other)))
                .containsExactly(root.getId());
        assertThat(ids(list.clone().setInTree(root.getId()).putResources("VCPU", 4)))
                .containsExactly(root.getId());
        assertThat(ids(list.clone().setInTree(root.getId()).putResources("VCPU", 5)))
                .isEmpty();
        assertThat(ids(list.clone()
                        .setInTree(root.getId())
                        .addRequiredTraits(House.any("HW_CPU_X86_AVX", "HW_CPU_X86_AVX2"))))
                .containsExactly(root.getId());
        assertThat(ids(list.clone().setInTree(root.getId()).addForbiddenTraits("HW_CPU_X86_AVX")))
                .containsExactly(child.getId());
        assertThat(refusal(() -> ids(list.clone().putResources("CUSTOM_NEVER", 1))))
                .isEqualTo("Unknown CUSTOM_NEVER");
        assertThat(refusal(() -> ids(list.clone().addForbiddenTraits("CUSTOM_NEVER"))))
                .isEqualTo("Unknown CUSTOM_NEVER");
    }

    @Test
    void manyAreMadeAtOnceParentsFirst() {
        String root = House.id();
        var made = admin.batchCreateResourceProviders(BatchCreateResourceProvidersRequest.newBuilder()
                .addResourceProviders(ResourceProvider.newBuilder().setId(root).setName("root-" + root))
                .addResourceProviders(ResourceProvider.newBuilder()
                        .setName("child-" + root)
                        .setParentId(root)
                        .putAllInventories(House.inventories(Map.of("VCPU", 2L))))
                .build());
        assertThat(made.getResourceProvidersList())
                .allMatch(each -> each.getRootId().equals(root));
    }

    @Test
    void theSameRequestIdGivesTheSameAnswer() {
        ResourceProvider made = house.provider(Map.of("VCPU", 4L));
        var request = SetAllocationsRequest.newBuilder()
                .addConsumers(House.holding(House.id(), "VCPU", 1, made.getId()).setRequireGeneration(true))
                .setRequestId(House.id())
                .build();
        assertThat(admin.setAllocations(request)).isEqualTo(admin.setAllocations(request));
        assertThat(get(made).getGeneration()).isEqualTo(1);
    }

    @Test
    void strangersMayNothing() {
        assertThat(refusal(() -> house.as("member").listTraits(ListTraitsRequest.getDefaultInstance())))
                .startsWith("Forbidden");
        assertThat(house.as("service").listTraits(ListTraitsRequest.getDefaultInstance()))
                .isNotNull();
    }

    private ResourceProvider get(ResourceProvider provider) {
        return admin.getResourceProvider(
                GetResourceProviderRequest.newBuilder().setId(provider.getId()).build());
    }

    private ResourceProvider create(ResourceProvider.Builder provider) {
        return admin.createResourceProvider(CreateResourceProviderRequest.newBuilder()
                .setResourceProvider(provider)
                .build());
    }

    private ResourceProvider child(ResourceProvider parent) {
        return house.provider(parent.getId(), Map.of(), List.of());
    }

    private void move(ResourceProvider provider, String parent, boolean reparenting) {
        var _ = admin.updateResourceProvider(UpdateResourceProviderRequest.newBuilder()
                .setResourceProvider(
                        ResourceProvider.newBuilder().setId(provider.getId()).setParentId(parent))
                .setUpdateMask(FieldMask.newBuilder().addPaths("parent_id"))
                .setAllowReparenting(reparenting)
                .build());
    }

    private void delete(ResourceProvider provider) {
        var _ = admin.deleteResourceProvider(DeleteResourceProviderRequest.newBuilder()
                .setId(provider.getId())
                .build());
    }

    private long inventories(ResourceProvider provider, long generation, Map<String, Long> totals) {
        return admin.setInventories(SetInventoriesRequest.newBuilder()
                        .setResourceProviderId(provider.getId())
                        .setGeneration(generation)
                        .putAllInventories(House.inventories(totals))
                        .build())
                .getGeneration();
    }

    private static ReshapeRequest.Inventories shape(long generation, Map<String, Long> totals) {
        return ReshapeRequest.Inventories.newBuilder()
                .setGeneration(generation)
                .putAllInventories(House.inventories(totals))
                .build();
    }

    private long traits(ResourceProvider provider, long generation, String... traits) {
        return admin.setProviderTraits(SetProviderTraitsRequest.newBuilder()
                        .setResourceProviderId(provider.getId())
                        .setGeneration(generation)
                        .addAllTraits(List.of(traits))
                        .build())
                .getGeneration();
    }

    private boolean ensure(String trait) {
        return admin.ensureTrait(EnsureTraitRequest.newBuilder().setName(trait).build())
                .getCreated();
    }

    private void deleteTrait(String name) {
        var _ = admin.deleteTrait(DeleteTraitRequest.newBuilder().setName(name).build());
    }

    private void deleteClass(String name) {
        var _ = admin.deleteResourceClass(
                DeleteResourceClassRequest.newBuilder().setName(name).build());
    }

    private List<String> names(ListTraitsRequest.Builder request) {
        return admin.listTraits(request.build()).getTraitsList().stream()
                .map(Trait::getName)
                .toList();
    }

    private List<String> ids(ListResourceProvidersRequest.Builder request) {
        return admin.listResourceProviders(request.build()).getResourceProvidersList().stream()
                .map(ResourceProvider::getId)
                .toList();
    }

    private Map<String, Map<String, Long>> held(String consumer) {
        var held = new TreeMap<String, Map<String, Long>>();
        admin.getConsumer(GetConsumerRequest.newBuilder().setId(consumer).build())
                .getAllocationsList()
                .forEach(each -> held.put(each.getResourceProviderId(), each.getResourcesMap()));
        return held;
    }

    private String rule(kilonova.placement.v1.ConsumerAllocations.Builder wanted) {
        Refusal refusal = Refusal.of(() -> house.set(wanted));
        assertThat(refusal.reason()).isEqualTo("CannotAllocate");
        return refusal.fact("rule") + " " + refusal.fact("resource_class");
    }

    /** The reason, and what it is about. */
    private static String refusal(ThrowingCallable call) {
        Refusal refusal = Refusal.of(call);
        String about = refusal.fact("id").isEmpty() ? refusal.fact("field") : refusal.fact("id");
        return refusal.reason() + " " + about;
    }
}
