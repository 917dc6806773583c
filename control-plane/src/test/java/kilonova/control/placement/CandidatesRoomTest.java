package kilonova.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kilonova.control.edge.Refusal;
import kilonova.control.store.Database;
import kilonova.control.store.TestStore;
import kilonova.placement.v1.AllocationCandidate;
import kilonova.placement.v1.FindAllocationCandidatesRequest;
import kilonova.placement.v1.FindAllocationCandidatesResponse;
import kilonova.placement.v1.GroupPolicy;
import kilonova.placement.v1.ProviderSummary;
import kilonova.placement.v1.RequestGroup;
import kilonova.placement.v1.ResourceProvider;
import kilonova.placement.v1.SuffixSet;
import kilonova.placement.v1.WatchAllocationsRequest;
import kilonova.placement.v1.WatchResourceProvidersRequest;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Candidates over gRPC, found in a memory that the change log keeps fresh, on every database. */
@EveryDatabase
final class CandidatesRoomTest {
    private final House house;
    /** What tells apart what this test made. */
    private final String aggregate = House.id();

    CandidatesRoomTest(TestDatabase place) {
        var database = TestStore.open(place);
        house = place.open(House.class, _ -> new House(database));
    }

    private FindAllocationCandidatesRequest.Builder asking(RequestGroup.Builder... groups) {
        var request = FindAllocationCandidatesRequest.newBuilder().setGroupPolicy(GroupPolicy.GROUP_POLICY_NONE);
        for (RequestGroup.Builder group : groups) {
            request.addGroups(group.addMemberOf(House.any(aggregate)));
        }
        return request;
    }

    private record Answer(List<AllocationCandidate> candidates, List<ProviderSummary> summaries) {
        Set<String> givers() {
            var ids = new TreeSet<String>();
            candidates.forEach(each -> ids.addAll(each.getAllocationsMap().keySet()));
            return ids;
        }
    }

    private Answer find(FindAllocationCandidatesRequest.Builder request) {
        var candidates = new ArrayList<AllocationCandidate>();
        var summaries = new ArrayList<ProviderSummary>();
        for (var each = house.admin.findAllocationCandidates(request.build()); each.hasNext(); ) {
            FindAllocationCandidatesResponse some = each.next();
            candidates.addAll(some.getCandidatesList());
            summaries.addAll(some.getProviderSummariesList());
        }
        return new Answer(candidates, summaries);
    }

    private ResourceProvider host(Map<String, Long> totals, String... traits) {
        return house.provider("", totals, List.of(aggregate), traits);
    }

    @Test
    void whatIsHeldIsNotOfferedAndWhatIsGivenBackIs() {
        ResourceProvider made = host(Map.of("VCPU", 2L));
        String consumer = House.id();
        var asked = asking(House.group("", "VCPU", 1));
        assertThat(find(asked.clone()).givers()).containsExactly(made.getId());
        house.set(House.holding(consumer, "VCPU", 2, made.getId()));
        assertThat(find(asked.clone()).candidates()).isEmpty();
        house.set(House.holding(consumer, "VCPU", 1, made.getId()));
        Answer again = find(asked.clone());
        assertThat(again.candidates()).hasSize(1);
        assertThat(again.summaries().getFirst().getResourcesOrThrow("VCPU").getUsed())
                .isEqualTo(1);
        // A candidate is what may be asked for.
        assertThat(house.admin
                        .setAllocations(kilonova.placement.v1.SetAllocationsRequest.newBuilder()
                                .addConsumers(kilonova.placement.v1.ConsumerAllocations.newBuilder()
                                        .setConsumerId(House.id())
                                        .putAllAllocations(
                                                again.candidates().getFirst().getAllocationsMap()))
                                .build())
                        .getConsumerGenerationsList())
                .containsExactly(1L);
    }

    @Test
    void whatAnotherReplicaWritesIsKnownHereSoon() throws Exception {
        if (!house.database.shared()) {
            return;
        }
        ResourceProvider made = host(Map.of("VCPU", 2L));
        try (var other = new House(house.database)) {
            assertThat(other.admin
                            .findAllocationCandidates(
                                    asking(House.group("", "VCPU", 1)).build())
                            .next()
                            .getCandidatesCount())
                    .isEqualTo(1);
            house.set(House.holding(House.id(), "VCPU", 2, made.getId()));
            house.database.catchUp();
            assertThat(other.admin
                            .findAllocationCandidates(
                                    asking(House.group("", "VCPU", 1)).build())
                            .next()
                            .getCandidatesCount())
                    .isZero();
        }
    }

    @Test
    void manyCandidatesComeInManyMessagesAndEachSummaryOnce() {
        for (int i = 0; i < 600; i += 100) {
            var request = kilonova.placement.v1.BatchCreateResourceProvidersRequest.newBuilder();
            for (int j = 0; j < 100; j++) {
                String id = House.id();
                request.addResourceProviders(ResourceProvider.newBuilder()
                        .setId(id)
                        .setName(id)
                        .addAggregateIds(aggregate)
                        .putAllInventories(House.inventories(Map.of("VCPU", 1L))));
            }
            var _ = house.admin.batchCreateResourceProviders(request.build());
        }
        Answer all = find(asking(House.group("", "VCPU", 1)));
        assertThat(all.candidates()).hasSize(600);
        assertThat(new HashSet<>(all.summaries())).hasSize(600);
        assertThat(all.summaries()).hasSize(600);
        assertThat(find(asking(House.group("", "VCPU", 1)).setLimit(7)).candidates())
                .hasSize(7);
        assertThat(find(asking(House.group("", "VCPU", 1)).setLimit(250)).summaries())
                .hasSize(250);
    }

    @Test
    void aDiskThatIsSharedGoesWithTheHostsOfItsAggregate() {
        ResourceProvider host = host(Map.of("VCPU", 4L));
        ResourceProvider disk = host(Map.of("DISK_GB", 100L), "MISC_SHARES_VIA_AGGREGATE");
        Answer answer = find(asking(House.group("", "VCPU", 1).putResources("DISK_GB", 10)));
        assertThat(answer.candidates()).hasSize(1);
        assertThat(answer.givers()).containsExactlyInAnyOrder(host.getId(), disk.getId());
        assertThat(answer.candidates().getFirst().getMappingsOrThrow("").getValuesList())
                .containsExactlyInAnyOrder(host.getId(), disk.getId());
    }

    @Test
    void devicesBelowOneNodeAreChosenTogether() {
        ResourceProvider host = host(Map.of("VCPU", 4L));
        for (int i = 0; i < 2; i++) {
            ResourceProvider numa = house.provider(host.getId(), Map.of("MEMORY_MB", 100L), List.of(aggregate));
            for (int j = 0; j < 2; j++) {
                house.provider(numa.getId(), Map.of("VGPU", 1L), List.of(aggregate));
            }
        }
        var asked = asking(
                House.group("_NUMA", "MEMORY_MB", 50),
                House.group("_GPU1", "VGPU", 1),
                House.group("_GPU2", "VGPU", 1));
        assertThat(find(asked.clone()).candidates()).hasSize(2 * 4 * 3);
        asked.addSameSubtrees(
                SuffixSet.newBuilder().addSuffixes("_NUMA").addSuffixes("_GPU1").addSuffixes("_GPU2"));
        Answer together = find(asked.clone());
        assertThat(together.candidates()).hasSize(2 * 2);
        assertThat(together.summaries()).hasSize(7);
        assertThat(find(asked.clone().setFlat(true)).candidates()).isEmpty();
    }

    @Test
    void eightGroupsFindEightDevicesAndNineFindNoneInBoundedTime() {
        ResourceProvider host = host(Map.of("VCPU", 4L));
        for (int i = 0; i < 8; i++) {
            house.provider(host.getId(), Map.of("VGPU", 1L), List.of(aggregate));
        }
        var groups = new ArrayList<RequestGroup.Builder>();
        for (int i = 0; i < 8; i++) {
            groups.add(House.group("_" + i, "VGPU", 1));
        }
        var eight = asking(groups.toArray(RequestGroup.Builder[]::new));
        assertThat(find(eight.clone().setLimit(1_000)).candidates()).hasSize(1_000);
        assertThat(find(eight.clone()).candidates()).hasSize(40_320);
        var nine = asking(House.group("_8", "VGPU", 1)).addAllGroups(eight.getGroupsList());
        assertThat(find(nine).candidates()).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsRefusedWithItsField() {
        host(Map.of("VCPU", 4L));
        var one = House.group("_A", "VCPU", 1);
        var other = House.group("_B", "VCPU", 1);
        assertThat(refusal(asking(one.clone(), other.clone()).setGroupPolicy(GroupPolicy.GROUP_POLICY_UNSPECIFIED)))
                .isEqualTo("Invalid group_policy");
        assertThat(refusal(asking(one.clone(), one.clone()))).isEqualTo("Invalid groups");
        assertThat(refusal(asking(RequestGroup.newBuilder().setSuffix("_A")))).isEqualTo("Invalid groups");
        assertThat(refusal(asking(one.clone(), RequestGroup.newBuilder().setSuffix("_B"))))
                .isEqualTo("Invalid groups");
        assertThat(refusal(asking(one.clone())
                        .addSameSubtrees(SuffixSet.newBuilder().addSuffixes("_C"))))
                .isEqualTo("Invalid same_subtrees");
        assertThat(refusal(asking(one.clone())
                        .addSameSubtrees(SuffixSet.newBuilder().addSuffixes(""))))
                .isEqualTo("Invalid same_subtrees");
        assertThat(refusal(asking(one.clone()
                        .addRequiredTraits(House.any("HW_CPU_X86_AVX"))
                        .addForbiddenTraits("HW_CPU_X86_AVX"))))
                .isEqualTo("Invalid groups.required_traits");
        assertThat(refusal(asking(House.group("", "CUSTOM_NEVER", 1)))).isEqualTo("Unknown CUSTOM_NEVER");
        assertThat(refusal(asking(one.clone().addForbiddenTraits("NEVER_HEARD_OF"))))
                .isEqualTo("Unknown NEVER_HEARD_OF");
        assertThat(refusal(asking(House.group("", "VCPU", -1)))).startsWith("Invalid");
        assertThat(refusal(asking(House.group("a b", "VCPU", 1)))).startsWith("Invalid");
        assertThat(refusal(asking(House.group("x".repeat(65), "VCPU", 1)))).startsWith("Invalid");
    }

    @Test
    void watchersAreToldOfProvidersAndOfWhatIsHeld() {
        ResourceProvider made = host(Map.of("VCPU", 4L));
        long revision = house.database.read(Database::revision);
        String consumer = House.id();
        house.set(House.holding(consumer, "VCPU", 1, made.getId()));
        var provider = house.admin
                .watchResourceProviders(WatchResourceProvidersRequest.newBuilder()
                        .setRevision(revision)
                        .build())
                .next()
                .getEvents(0);
        assertThat(provider.getResourceProvider().getUsagesMap()).isEqualTo(Map.of("VCPU", 1L));
        var held = house.admin
                .watchAllocations(WatchAllocationsRequest.newBuilder()
                        .setRevision(revision)
                        .build())
                .next()
                .getEvents(0);
        assertThat(held.getConsumer().getId()).isEqualTo(consumer);
        assertThat(held.getConsumer().getAllocations(0).getResourcesMap()).isEqualTo(Map.of("VCPU", 1L));
    }

    private String refusal(FindAllocationCandidatesRequest.Builder request) {
        ThrowingCallable call = () -> find(request);
        Refusal refusal = Refusal.of(call);
        return refusal.reason() + " " + (refusal.fact("id").isEmpty() ? refusal.fact("field") : refusal.fact("id"));
    }
}
