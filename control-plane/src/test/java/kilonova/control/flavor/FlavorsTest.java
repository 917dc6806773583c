package kilonova.control.flavor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import kilonova.compute.v1.AddFlavorAccessRequest;
import kilonova.compute.v1.CreateFlavorRequest;
import kilonova.compute.v1.DeleteFlavorExtraSpecRequest;
import kilonova.compute.v1.DeleteFlavorRequest;
import kilonova.compute.v1.FlavorServiceGrpc;
import kilonova.compute.v1.FlavorServiceGrpc.FlavorServiceBlockingStub;
import kilonova.compute.v1.GetFlavorRequest;
import kilonova.compute.v1.ListFlavorAccessRequest;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.compute.v1.ListFlavorsResponse;
import kilonova.compute.v1.RemoveFlavorAccessRequest;
import kilonova.compute.v1.SetFlavorExtraSpecsRequest;
import kilonova.compute.v1.UpdateFlavorRequest;
import kilonova.control.edge.Refusal;
import kilonova.control.edge.TestEdge;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.request.TestRequests;
import kilonova.control.store.Database;
import kilonova.control.store.RowCounts;
import kilonova.control.store.TestStore;
import kilonova.control.watch.Watches;
import kilonova.kernel.Env;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class FlavorsTest {
    private static final Policy POLICY = Policy.of(PolicyBook.COMPUTE);

    private final Database database;
    private final FlavorServiceBlockingStub admin;
    private final FlavorServiceBlockingStub reader;
    private final FlavorServiceBlockingStub stranger;

    FlavorsTest(TestDatabase at) {
        this.database = TestStore.open(at);
        TestEdge edge = at.open(TestEdge.class, _ -> {
            var flavors = new Flavors(database, POLICY, Env.real());
            flavors.ensureStock();
            return TestEdge.serving(
                    List.of(new FlavorApi(
                            flavors,
                            project -> !project.value().equals("nobody's"),
                            TestRequests.on(Env.real()),
                            new Watches(database, Runnable::run))),
                    Env.real());
        });
        this.admin = edge.as("admin", "operators", FlavorServiceGrpc::newBlockingStub);
        this.reader = edge.as("reader", "demo", FlavorServiceGrpc::newBlockingStub);
        this.stranger = edge.as("member", "elsewhere", FlavorServiceGrpc::newBlockingStub);
    }

    private static CreateFlavorRequest aFlavor(String id, boolean open) {
        return CreateFlavorRequest.newBuilder()
                .setFlavor(kilonova.compute.v1.Flavor.newBuilder()
                        .setId(id)
                        .setName("name of " + id)
                        .setVcpus(2)
                        .setMemoryMb(1024)
                        .setDiskGb(10)
                        .setPublic(open))
                .build();
    }

    private static GetFlavorRequest get(String id) {
        return GetFlavorRequest.newBuilder().setId(id).build();
    }

    @Test
    void aNewCloudHasTheClassicSizes() {
        var tiny = reader.getFlavor(get("1"));
        assertThat(List.of(tiny.getName(), tiny.getVcpus(), tiny.getMemoryMb(), tiny.getDiskGb()))
                .containsExactly("m1.tiny", 1, 512, 1);
        assertThat(reader.getFlavor(get("5")).getMemoryMb()).isEqualTo(16384);
    }

    @Test
    void whatAnOperatorDeletedDoesNotComeBack() {
        admin.deleteFlavor(DeleteFlavorRequest.newBuilder().setId("84").build());
        new Flavors(database, POLICY, Env.real()).ensureStock();
        assertThat(Refusal.of(() -> reader.getFlavor(get("84"))).reason()).isEqualTo("NotFound");
    }

    @Test
    void aFlavorIsAsItWasMade() {
        var made = admin.createFlavor(aFlavor("as-made", true));
        assertThat(reader.getFlavor(get("as-made"))).isEqualTo(made);
        assertThat(made.getRxtxFactor()).isEqualTo(1.0);
    }

    @Test
    void aFlavorWithoutAnIdGetsOne() {
        var request = aFlavor("", true).toBuilder();
        request.getFlavorBuilder().setName("no id");
        var made = admin.createFlavor(request.build());
        assertThat(reader.getFlavor(get(made.getId())).getName()).isEqualTo("no id");
    }

    @Test
    void aRepeatedRequestRunsOnce() {
        String id = "01890000-0000-7000-8000-000000000001";
        var request = aFlavor("", true).toBuilder().setRequestId(id);
        request.getFlavorBuilder().setName("repeated");
        var made = admin.createFlavor(request.build());
        assertThat(admin.createFlavor(request.build())).isEqualTo(made);

        var delete = DeleteFlavorRequest.newBuilder()
                .setId(made.getId())
                .setRequestId(id)
                .build();
        assertThat(admin.deleteFlavor(delete)).isEqualTo(admin.deleteFlavor(delete));

        request.getFlavorBuilder().setVcpus(9);
        assertThat(Refusal.of(() -> admin.createFlavor(request.build())).reason())
                .isEqualTo("RequestIdReused");
    }

    @Test
    void anIdOrANameIsTakenOnce() {
        admin.createFlavor(aFlavor("once", true));
        var sameName = aFlavor("twice", true).toBuilder();
        sameName.getFlavorBuilder().setName("name of once");
        assertThat(Refusal.of(() -> admin.createFlavor(aFlavor("once", true))).reason())
                .isEqualTo("Duplicate");
        assertThat(Refusal.of(() -> admin.createFlavor(sameName.build())).fact("id"))
                .isEqualTo("name of once");
    }

    @Test
    void aRefusedRequestLeavesNoTrace() {
        Map<String, Integer> before = RowCounts.of(database);
        var bad = new ArrayList<CreateFlavorRequest.Builder>();
        for (int i = 0; i < 8; i++) {
            bad.add(aFlavor("bad", true).toBuilder());
        }
        bad.get(0).getFlavorBuilder().setVcpus(0);
        bad.get(1).getFlavorBuilder().setMemoryMb(-1);
        bad.get(2).getFlavorBuilder().setName("");
        bad.get(3).getFlavorBuilder().setName("x".repeat(256));
        bad.get(4).getFlavorBuilder().setId(" blank in front");
        bad.get(5).getFlavorBuilder().setRxtxFactor(-1);
        bad.get(6).getFlavorBuilder().putExtraSpecs("not a key!", "");
        bad.get(7).getFlavorBuilder().setName("a\u0000b");

        List<String> fields = bad.stream()
                .map(request ->
                        Refusal.of(() -> admin.createFlavor(request.build())).fact("field"))
                .toList();

        assertThat(fields)
                .containsExactly(
                        "flavor.vcpus",
                        "flavor.memory_mb",
                        "flavor.name",
                        "flavor.name",
                        "flavor.id",
                        "flavor.rxtx_factor",
                        "flavor.extra_specs",
                        "flavor.name");
        assertThat(Refusal.of(() -> reader.createFlavor(aFlavor("mine", true))).reason())
                .isEqualTo("Forbidden");
        assertThat(RowCounts.of(database)).isEqualTo(before);
    }

    @Test
    void aPrivateFlavorIsSeenByItsProjectsOnly() {
        admin.createFlavor(aFlavor("private", false));
        assertThat(Refusal.of(() -> reader.getFlavor(get("private"))).reason()).isEqualTo("NotFound");

        var allow = AddFlavorAccessRequest.newBuilder().setId("private").setProjectId("demo");
        assertThat(admin.addFlavorAccess(allow.build()).getProjectIdsList()).containsExactly("demo");

        assertThat(reader.getFlavor(get("private")).getPublic()).isFalse();
        assertThat(ids(reader, ListFlavorsRequest.newBuilder())).contains("private");
        assertThat(ids(stranger, ListFlavorsRequest.newBuilder())).doesNotContain("private");
        assertThat(Refusal.of(() -> stranger.getFlavor(get("private"))).reason())
                .isEqualTo("NotFound");
        assertThat(Refusal.of(() -> admin.addFlavorAccess(allow.build())).reason())
                .isEqualTo("Duplicate");

        var disallow = RemoveFlavorAccessRequest.newBuilder().setId("private").setProjectId("demo");
        admin.removeFlavorAccess(disallow.build());
        assertThat(Refusal.of(() -> reader.getFlavor(get("private"))).reason()).isEqualTo("NotFound");
        assertThat(Refusal.of(() -> admin.removeFlavorAccess(disallow.build())).reason())
                .isEqualTo("NotFound");
    }

    /** As Nova's verify_project_id has it; whoever may not add one is not told. */
    @Test
    void nobodyGivesAccessToAProjectThatThereIsNot() {
        admin.createFlavor(aFlavor("unshared", false));
        var allow = AddFlavorAccessRequest.newBuilder()
                .setId("unshared")
                .setProjectId("nobody's")
                .build();

        var refusal = Refusal.of(() -> admin.addFlavorAccess(allow));
        assertThat(refusal.reason()).isEqualTo("Invalid");
        assertThat(refusal.facts()).containsEntry("rule", "Project ID nobody's is not a valid project.");
        assertThat(Refusal.of(() -> reader.addFlavorAccess(allow)).reason()).isEqualTo("Forbidden");
        assertThat(admin.listFlavorAccess(ListFlavorAccessRequest.newBuilder()
                                .setId("unshared")
                                .build())
                        .getProjectIdsList())
                .isEmpty();
    }

    @Test
    void anAccessListComesInPages() {
        admin.createFlavor(aFlavor("many", false));
        for (String project : List.of("c", "a", "b")) {
            admin.addFlavorAccess(AddFlavorAccessRequest.newBuilder()
                    .setId("many")
                    .setProjectId(project)
                    .build());
        }
        var query = ListFlavorAccessRequest.newBuilder().setId("many").setPageSize(2);
        var first = admin.listFlavorAccess(query.build());
        var second = admin.listFlavorAccess(
                query.setPageToken(first.getNextPageToken()).build());
        assertThat(first.getProjectIdsList()).containsExactly("a", "b");
        assertThat(second.getProjectIdsList()).containsExactly("c");
        assertThat(second.getNextPageToken()).isEmpty();
    }

    @Test
    void aPublicFlavorHasNoAccessList() {
        admin.createFlavor(aFlavor("open", true));
        var list = ListFlavorAccessRequest.newBuilder().setId("open").build();
        var allow = AddFlavorAccessRequest.newBuilder()
                .setId("open")
                .setProjectId("demo")
                .build();
        assertThat(Refusal.of(() -> admin.listFlavorAccess(list)).reason()).isEqualTo("NotFound");
        assertThat(Refusal.of(() -> admin.addFlavorAccess(allow)).reason()).isEqualTo("WrongState");
    }

    @Test
    void extraSpecsAreSetAndTakenOneByOne() {
        admin.createFlavor(aFlavor("specs", true));
        admin.setFlavorExtraSpecs(specs("specs", Map.of("hw:cpu_policy", "dedicated", "b", "1")));
        var both = admin.setFlavorExtraSpecs(specs("specs", Map.of("b", "2")));
        assertThat(both.getExtraSpecsMap()).isEqualTo(Map.of("hw:cpu_policy", "dedicated", "b", "2"));

        var take = DeleteFlavorExtraSpecRequest.newBuilder()
                .setId("specs")
                .setKey("b")
                .build();
        admin.deleteFlavorExtraSpec(take);
        assertThat(reader.getFlavor(get("specs")).getExtraSpecsMap()).isEqualTo(Map.of("hw:cpu_policy", "dedicated"));
        assertThat(Refusal.of(() -> admin.deleteFlavorExtraSpec(take)).fact("id"))
                .isEqualTo("b");
    }

    private Refusal refusal(Map<String, String> specs, boolean lenient) {
        return Refusal.of(() -> admin.setFlavorExtraSpecs(
                specs("checked", specs).toBuilder().setLenient(lenient).build()));
    }

    @Test
    void extraSpecsAreHeldAgainstWhatIsKnown() {
        admin.createFlavor(aFlavor("checked", true));
        var wrong = new TreeMap<>(Map.of(
                "hw:cpu_policy", "wild",
                "hw:numa_nodes", "0",
                "hw:cpu_realtime", "perhaps",
                "hw:numa_cpus.0", "a-b",
                "hw:nonsense", "1",
                "trait1:HW_CPU_X86_NO_SUCH", "required",
                "quota:cpu_shares", "few",
                "group_policy", "alone"));
        wrong.forEach((key, value) -> {
            Refusal refusal = refusal(Map.of(key, value), false);
            assertThat(refusal.reason()).isEqualTo("Invalid");
            assertThat(refusal.fact("rule")).contains("extra spec '" + key + "'");
            admin.setFlavorExtraSpecs(specs("checked", Map.of(key, value)).toBuilder()
                    .setLenient(true)
                    .build());
        });
        admin.setFlavorExtraSpecs(specs(
                "checked",
                Map.of(
                        "hw:cpu_policy", "dedicated",
                        "hw:numa_nodes", "2",
                        "hw:cpu_realtime", "yes",
                        "hw:numa_cpus.0", "0-3,^2",
                        "mine:own", "anything",
                        "plain", "",
                        "resources1:CUSTOM_GOLD", "3",
                        "trait:HW_CPU_X86_AVX2", "required")));
    }

    @Test
    void whatAServerConsumesMustMakeSenseAlways() {
        admin.createFlavor(aFlavor("consumed", true));
        Map.of(
                        "resources:VCPU", "abc",
                        "resources:MEMORY_MB", "-1",
                        "resources:DISK_GB", "99999999999",
                        "resources:lower", "1",
                        "trait:CUSTOM_GOLD", "maybe")
                .forEach((key, value) -> assertThat(
                                refusal(Map.of(key, value), true).fact("rule"))
                        .contains("extra spec '" + key + "'"));
    }

    private static SetFlavorExtraSpecsRequest specs(String id, Map<String, String> specs) {
        return SetFlavorExtraSpecsRequest.newBuilder()
                .setId(id)
                .putAllExtraSpecs(specs)
                .build();
    }

    @Test
    void aDescriptionChangesOnlyForWhoSawTheLatest() {
        var seen = admin.createFlavor(aFlavor("told", true));
        var change = UpdateFlavorRequest.newBuilder().setFlavor(seen.toBuilder().setDescription("für alle"));
        assertThat(admin.updateFlavor(change.build()).getDescription()).isEqualTo("für alle");
        assertThat(Refusal.of(() -> admin.updateFlavor(change.build())).reason())
                .isEqualTo("Stale");
        assertThat(reader.getFlavor(get("told")).getDescription()).isEqualTo("für alle");
    }

    @Test
    void aDeletedFlavorIsGoneFromMemoryToo() {
        admin.createFlavor(aFlavor("brief", true));
        reader.getFlavor(get("brief"));
        admin.deleteFlavor(DeleteFlavorRequest.newBuilder().setId("brief").build());
        assertThat(Refusal.of(() -> reader.getFlavor(get("brief"))).reason()).isEqualTo("NotFound");
        assertThat(admin.createFlavor(aFlavor("brief", true)).getId()).isEqualTo("brief");
        assertThat(reader.getFlavor(get("brief")).getVcpus()).isEqualTo(2);
    }

    @Test
    void aFlavorThatIsRememberedCostsNoStatement() {
        admin.createFlavor(aFlavor("hot", true));
        var flavors = new Flavors(database, POLICY, Env.real());
        var who = TestEdge.principal("reader", "demo");
        assertThat(flavors.flavor(who, "hot")).isSameAs(flavors.flavor(who, "hot"));
    }

    @Test
    void pagesFollowEachOtherWithoutAGapInEveryOrder() {
        for (int i = 0; i < 7; i++) {
            var request = aFlavor("page-" + i, true).toBuilder();
            request.getFlavorBuilder().setMemoryMb(3000 + i % 3);
            admin.createFlavor(request.build());
        }
        for (FlavorQuery.SortKey key : FlavorQuery.SortKey.values()) {
            for (boolean descending : List.of(false, true)) {
                var query = ListFlavorsRequest.newBuilder()
                        .setName("^name of page-[0-9]$")
                        .setOrderBy(key.name().toLowerCase(Locale.ROOT))
                        .setDescending(descending);
                var whole = ids(reader, query.clone());
                var paged = new ArrayList<String>();
                ListFlavorsResponse page;
                do {
                    page = reader.listFlavors(query.setPageSize(2).build());
                    page.getFlavorsList().forEach(flavor -> paged.add(flavor.getId()));
                    query.setPageToken(page.getNextPageToken());
                } while (!page.getNextPageToken().isEmpty());
                assertThat(paged)
                        .as("%s, descending: %s", key, descending)
                        .hasSize(7)
                        .isEqualTo(whole);
            }
        }
        assertThat(ids(
                        reader,
                        ListFlavorsRequest.newBuilder().setName("^name of page").setOrderBy("memory_mb")))
                .containsExactly("page-0", "page-3", "page-6", "page-1", "page-4", "page-2", "page-5");
        assertThat(ids(
                        reader,
                        ListFlavorsRequest.newBuilder().setAfterId("page-4").setPageSize(1)))
                .containsExactly("page-5");
    }

    @Test
    void listsAreNarrowedByWhatWasAsked() {
        admin.createFlavor(aFlavor("hidden", false));
        assertThat(ids(reader, ListFlavorsRequest.newBuilder().setMinMemoryMb(16384)))
                .containsExactly("5");
        assertThat(ids(reader, ListFlavorsRequest.newBuilder().setMinDiskGb(160)))
                .containsExactly("5");
        var hidden = ListFlavorsRequest.newBuilder().setVisibility(ListFlavorsRequest.Visibility.VISIBILITY_PRIVATE);
        assertThat(ids(admin, hidden.clone())).contains("hidden").doesNotContain("1");
        assertThat(ids(reader, hidden.clone())).contains("1").doesNotContain("hidden");
        var all = ListFlavorsRequest.newBuilder().setVisibility(ListFlavorsRequest.Visibility.VISIBILITY_ALL);
        assertThat(ids(admin, all)).contains("hidden", "1");
    }

    @Test
    void aListThatMakesNoSenseIsRefused() {
        assertThat(refusedField(ListFlavorsRequest.newBuilder().setAfterId("nowhere")))
                .isEqualTo("after_id");
        assertThat(refusedField(ListFlavorsRequest.newBuilder().setOrderBy("colour")))
                .isEqualTo("order_by");
        assertThat(refusedField(ListFlavorsRequest.newBuilder().setName("("))).isEqualTo("name");
        assertThat(refusedField(ListFlavorsRequest.newBuilder().setPageToken("%")))
                .isEqualTo("page_token");
    }

    @Test
    void aSearchThatWouldNeverEndIsRefused() {
        var request = aFlavor("long", true).toBuilder();
        request.getFlavorBuilder().setName("a".repeat(40) + "!");
        admin.createFlavor(request.build());
        assertThat(refusedField(ListFlavorsRequest.newBuilder().setName("^(.*)(.*)(.*)(.*)(.*)\\1x")))
                .isEqualTo("name");
    }

    private String refusedField(ListFlavorsRequest.Builder query) {
        return Refusal.of(() -> reader.listFlavors(query.build())).fact("field");
    }

    private static List<String> ids(FlavorServiceBlockingStub who, ListFlavorsRequest.Builder query) {
        return who.listFlavors(query.build()).getFlavorsList().stream()
                .map(kilonova.compute.v1.Flavor::getId)
                .toList();
    }
}
