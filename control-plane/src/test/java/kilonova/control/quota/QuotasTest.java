package kilonova.control.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kilonova.compute.v1.GetDefaultQuotasRequest;
import kilonova.compute.v1.GetQuotasRequest;
import kilonova.compute.v1.GetQuotasResponse;
import kilonova.compute.v1.QuotaServiceGrpc;
import kilonova.compute.v1.QuotaServiceGrpc.QuotaServiceBlockingStub;
import kilonova.compute.v1.ResetQuotasRequest;
import kilonova.compute.v1.SetDefaultQuotasRequest;
import kilonova.compute.v1.SetQuotasRequest;
import kilonova.control.edge.Refusal;
import kilonova.control.edge.TestEdge;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.request.TestRequests;
import kilonova.control.store.Database;
import kilonova.control.store.RowCounts;
import kilonova.control.store.TestStore;
import kilonova.control.watch.Watches;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class QuotasTest {
    private static final UserId ADA = new UserId("ada");
    private static final UserId BOB = new UserId("bob");
    /** A project that there is not. */
    private static final String NOWHERE = "nowhere";

    private final Database database;
    private final Quotas quotas;
    private final TestEdge edge;
    private final QuotaServiceBlockingStub admin;

    /** The quotas and their edge: one for the class, as they remember limits. */
    private record Served(Quotas quotas, TestEdge edge) implements AutoCloseable {
        @Override
        public void close() {
            edge.close();
        }
    }

    QuotasTest(TestDatabase at) {
        this.database = TestStore.open(at);
        Served served = at.open(Served.class, _ -> {
            var all = new Quotas(database, Policy.of(PolicyBook.COMPUTE));
            return new Served(
                    all,
                    TestEdge.serving(
                            List.of(new QuotaApi(
                                    all,
                                    project -> !project.value().equals(NOWHERE),
                                    TestRequests.on(Env.real()),
                                    new Watches(database, Runnable::run))),
                            Env.real()));
        });
        this.quotas = served.quotas();
        this.edge = served.edge();
        this.admin = edge.as("admin", "operators", QuotaServiceGrpc::newBlockingStub);
    }

    @Test
    void howeverManyAskAtOnceTheLimitHolds() throws Exception {
        var project = new ProjectId("crowd");
        set("crowd", Map.of("instances", 50L, "cores", 60L, "ram", -1L));
        int charged;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> askers = IntStream.range(0, 16)
                    .mapToObj(asker -> threads.submit(() -> askTenTimes(project, asker % 2 == 0 ? ADA : BOB)))
                    .toList();
            charged = 0;
            for (Future<Integer> asker : askers) {
                charged += asker.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(charged).isEqualTo(50);
        assertThat(used("crowd", "")).containsEntry("instances", 50L).containsEntry("cores", 50L);
        assertThat(used("crowd", "ada").getOrDefault("instances", 0L)
                        + used("crowd", "bob").getOrDefault("instances", 0L))
                .isEqualTo(50);
    }

    private int askTenTimes(ProjectId project, UserId user) {
        int granted = 0;
        for (int i = 0; i < 10; i++) {
            try {
                charge(project, user, 1, 1, 512);
                granted++;
            } catch (ProblemException refused) {
                assertThat(refused.problem()).isInstanceOf(Problem.QuotaExceeded.class);
            }
        }
        return granted;
    }

    @Test
    void aRefusalNamesWhatIsMissing() {
        var project = new ProjectId("named");
        charge(project, ADA, 1, 16, 1024);
        assertThat(refused(project, ADA, 2, 8, 1024)).isEqualTo(new Problem.QuotaExceeded("cores", 8, 16, 20));
        assertThat(refused(project, ADA, 10, 1, 1024)).isEqualTo(new Problem.QuotaExceeded("instances", 10, 1, 10));
        assertThat(refused(project, ADA, 1, 1, 60_000))
                .isEqualTo(new Problem.QuotaExceeded("ram", 60_000, 1024, 51_200));
        assertThat(used("named", "")).containsEntry("cores", 16L);
    }

    @Test
    void whatIsReleasedCanBeChargedAgain() {
        var project = new ProjectId("again");
        charge(project, ADA, 10, 10, 1024);
        database.write(tx -> {
            quotas.release(tx, project, ADA, 4, 4, 512);
            return 0;
        });
        charge(project, BOB, 4, 4, 512);
        assertThat(used("again", "")).containsEntry("instances", 10L).containsEntry("ram", 1024L);
        assertThat(used("again", "ada")).containsEntry("instances", 6L);
    }

    @Test
    void aTransactionThatFailsChargesNothing() {
        var project = new ProjectId("undone");
        assertThatThrownBy(() -> database.write(tx -> {
                    quotas.charge(tx, project, ADA, 1, 1, 1);
                    throw new Problem.Stale("server", "1").raise();
                }))
                .isInstanceOf(ProblemException.class);
        charge(project, ADA, 1, 2, 3);
        assertThat(used("undone", ""))
                .containsEntry("instances", 1L)
                .containsEntry("cores", 2L)
                .containsEntry("ram", 3L);
    }

    @Test
    void shrinkingIsNeverRefused() {
        var project = new ProjectId("shrinks");
        charge(project, ADA, 5, 20, 1024);
        admin.setQuotas(SetQuotasRequest.newBuilder()
                .setProjectId("shrinks")
                .putLimits("cores", 2)
                .setForce(true)
                .build());
        charge(project, ADA, 0, -4, 0);
        assertThat(used("shrinks", "")).containsEntry("cores", 16L);
        assertThat(refused(project, ADA, 0, 1, 0)).isEqualTo(new Problem.QuotaExceeded("cores", 1, 16, 2));
    }

    @Test
    void aUserMayHaveLessThanTheProject() {
        var project = new ProjectId("shared");
        admin.setQuotas(SetQuotasRequest.newBuilder()
                .setProjectId("shared")
                .setUserId("ada")
                .putLimits("instances", 2)
                .build());
        charge(project, ADA, 2, 2, 2);
        assertThat(refused(project, ADA, 1, 1, 1)).isEqualTo(new Problem.QuotaExceeded("instances", 1, 2, 2));
        charge(project, BOB, 8, 8, 8);
        assertThat(refused(project, BOB, 1, 1, 1)).isEqualTo(new Problem.QuotaExceeded("instances", 1, 10, 10));
    }

    @Test
    void headroomTellsHowManyOfABatchFit() {
        var project = new ProjectId("batch");
        charge(project, ADA, 3, 12, 1024);
        Headroom left = database.write(tx -> quotas.headroom(tx, project, ADA));
        assertThat(left).isEqualTo(new Headroom(7, 8, 50_176));
        assertThat(List.of(left.servers(10, 1, 512), left.servers(10, 4, 512), left.servers(10, 1, 25_088)))
                .containsExactly(7, 2, 2);
        set("batch", Map.of("cores", -1L));
        assertThat(database.write(tx -> quotas.headroom(tx, project, ADA)).cores())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aProjectHasTheUsualLimitsUntilOthersAreSet() {
        assertThat(limits("fresh"))
                .containsEntry("instances", 10L)
                .containsEntry("cores", 20L)
                .containsEntry("ram", 51_200L)
                .containsEntry("metadata_items", 128L)
                .containsEntry("key_pairs", 100L)
                .containsEntry("injected_file_content_bytes", 10_240L)
                .containsEntry("server_group_members", 10L)
                .containsEntry("floating_ips", -1L)
                .hasSize(14);
        set("fresh", Map.of("cores", 7L));
        assertThat(limits("fresh")).containsEntry("cores", 7L).containsEntry("instances", 10L);
        admin.resetQuotas(ResetQuotasRequest.newBuilder().setProjectId("fresh").build());
        assertThat(limits("fresh")).containsEntry("cores", 20L);
    }

    @Test
    void aNewUsualLimitHoldsWhereNoneWasSet() {
        set("own", Map.of("server_groups", 3L));
        admin.setDefaultQuotas(SetDefaultQuotasRequest.newBuilder()
                .putLimits("server_groups", 77)
                .build());
        assertThat(limits("own")).containsEntry("server_groups", 3L);
        assertThat(limits("other")).containsEntry("server_groups", 77L);
        GetQuotasResponse usual = edge.as("reader", "demo", QuotaServiceGrpc::newBlockingStub)
                .getDefaultQuotas(GetDefaultQuotasRequest.getDefaultInstance());
        assertThat(usual.getQuotasList().stream()
                        .filter(each -> each.getResource().equals("server_groups")))
                .allMatch(each -> each.getLimit() == 77)
                .hasSize(1);
    }

    @Test
    void aLimitBelowUsageNeedsForce() {
        charge(new ProjectId("squeezed"), ADA, 5, 5, 5);
        var below = SetQuotasRequest.newBuilder().setProjectId("squeezed").putLimits("instances", 4);
        assertThat(Refusal.of(() -> admin.setQuotas(below.build())).fact("field"))
                .isEqualTo("limits");
        admin.setQuotas(below.setForce(true).build());
        assertThat(limits("squeezed")).containsEntry("instances", 4L);
    }

    @Test
    void badLimitsAndForeignHandsChangeNothing() {
        var member = edge.as("reader", "demo", QuotaServiceGrpc::newBlockingStub);
        Map<String, Integer> before = RowCounts.of(database);
        var unknown = SetQuotasRequest.newBuilder().setProjectId("x").putLimits("gigabytes", 1);
        var negative = SetQuotasRequest.newBuilder().setProjectId("x").putLimits("cores", -2);
        var huge = SetQuotasRequest.newBuilder().setProjectId("x").putLimits("cores", 1L << 31);
        var aboveProject =
                SetQuotasRequest.newBuilder().setProjectId("x").setUserId("ada").putLimits("cores", 21);
        var nowhere = SetQuotasRequest.newBuilder().setProjectId(NOWHERE).putLimits("cores", 1);
        for (var bad : List.of(unknown, negative, huge, aboveProject, nowhere)) {
            assertThat(Refusal.of(() -> admin.setQuotas(bad.build())).reason()).isEqualTo("Invalid");
        }
        var fine = SetQuotasRequest.newBuilder().setProjectId("demo").putLimits("cores", 1);
        assertThat(Refusal.of(() -> member.setQuotas(fine.build())).reason()).isEqualTo("Forbidden");
        assertThat(Refusal.of(() -> member.setQuotas(nowhere.build())).reason()).isEqualTo("Forbidden");
        var asked = GetQuotasRequest.newBuilder().setProjectId(NOWHERE).build();
        assertThat(Refusal.of(() -> admin.getQuotas(asked)).fact("field")).isEqualTo("project_id");
        var foreign = GetQuotasRequest.newBuilder().setProjectId("other").build();
        assertThat(Refusal.of(() -> member.getQuotas(foreign)).reason()).isEqualTo("Forbidden");
        assertThat(member.getQuotas(GetQuotasRequest.getDefaultInstance()).getProjectId())
                .isEqualTo("demo");
        assertThat(RowCounts.of(database)).isEqualTo(before);
    }

    private void charge(ProjectId project, UserId user, int instances, int cores, long ramMb) {
        database.write(tx -> {
            quotas.charge(tx, project, user, instances, cores, ramMb);
            return 0;
        });
    }

    private Problem refused(ProjectId project, UserId user, int instances, int cores, long ramMb) {
        return catchThrowableOfType(ProblemException.class, () -> charge(project, user, instances, cores, ramMb))
                .problem();
    }

    private void set(String project, Map<String, Long> limits) {
        admin.setQuotas(SetQuotasRequest.newBuilder()
                .setProjectId(project)
                .putAllLimits(limits)
                .build());
    }

    private Map<String, Long> limits(String project) {
        return get(project, "").getQuotasList().stream()
                .collect(Collectors.toMap(each -> each.getResource(), each -> each.getLimit()));
    }

    private Map<String, Long> used(String project, String user) {
        return get(project, user).getQuotasList().stream()
                .collect(Collectors.toMap(each -> each.getResource(), each -> each.getUsed()));
    }

    private GetQuotasResponse get(String project, String user) {
        return admin.getQuotas(GetQuotasRequest.newBuilder()
                .setProjectId(project)
                .setUserId(user)
                .build());
    }
}
