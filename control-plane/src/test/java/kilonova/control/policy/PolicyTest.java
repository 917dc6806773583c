package kilonova.control.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kilonova.control.identity.UserId;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyTest {
    private static final Policy COMPUTE = Policy.of(PolicyBook.COMPUTE);
    private static final Policy PLACEMENT = Policy.of(PolicyBook.PLACEMENT);
    private static final List<String> PEOPLE = List.of("admin", "manager", "member", "reader", "service");

    /** Who may, of admin, manager, member, reader, service: in their own project, and in another's. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            os_compute_api:servers:index,                        admin manager member reader, admin
            os_compute_api:servers:create,                       admin manager member,        admin
            os_compute_api:servers:delete,                       admin manager member,        admin
            os_compute_api:servers:show:host_status,             admin,                       admin
            os_compute_api:os-migrate-server:migrate,            admin manager,               admin
            os_compute_api:os-hypervisors:list,                  admin,                       admin
            os_compute_api:os-server-external-events:create,     admin service,               admin service
            os_compute_api:os-keypairs:index,                    admin manager member reader service, admin
            os_compute_api:servers:create:zero_disk_flavor,      admin,                       admin
            compute:servers:resize:cross_cell,                   '',                          ''
            context_is_admin,                                    admin,                       admin
            admin_or_owner,                                      admin manager member reader service, admin
            """)
    void computeRulesAdmitWhomNovaAdmits(String rule, String ownProject, String foreignProject) {
        assertThat(admitted(COMPUTE, rule, Target.of(Callers.MINE, new UserId("u1"))))
                .isEqualTo(words(ownProject));
        assertThat(admitted(COMPUTE, rule, Target.of(Callers.THEIRS, new UserId("u2"))))
                .isEqualTo(words(foreignProject));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            placement:resource_providers:list, admin service,                       admin service
            placement:usages,                  admin manager member reader service, admin service
            placement:reshaper:reshape,        service,                             service
            """)
    void placementRulesAdmitWhomPlacementAdmits(String rule, String ownProject, String foreignProject) {
        assertThat(admitted(PLACEMENT, rule, Target.of(Callers.MINE))).isEqualTo(words(ownProject));
        assertThat(admitted(PLACEMENT, rule, Target.of(Callers.THEIRS))).isEqualTo(words(foreignProject));
    }

    @ParameterizedTest
    @EnumSource(PolicyBook.class)
    void everyShippedBookResolves(PolicyBook book) {
        Policy policy = Policy.of(book);
        assertThat(book.rules()).isNotEmpty().allMatch(rule -> policy.knows(rule.name()));
    }

    @Test
    void theBooksAreComplete() {
        assertThat(PolicyBook.COMPUTE.rules()).hasSize(214);
        assertThat(PolicyBook.PLACEMENT.rules()).hasSize(38);
    }

    @Test
    void aRefusalNamesTheRule() {
        assertThatThrownBy(() -> COMPUTE.require(
                        Callers.named("reader"), "os_compute_api:servers:create", Target.of(Callers.MINE)))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isEqualTo(new Problem.Forbidden("os_compute_api:servers:create")));
    }

    @Test
    void aSystemTokenMayNotUseAProjectRuleWhateverItsRoles() {
        assertThat(COMPUTE.allows(Callers.system("admin"), "os_compute_api:os-hypervisors:list", Target.none()))
                .isFalse();
        assertThat(Policy.of(PolicyBook.IDENTITY).allows(Callers.system("admin"), "identity:list_users", Target.none()))
                .isTrue();
    }

    @Test
    void comparisonsWithATargetThatIsNobodysSayNo() {
        assertThat(COMPUTE.allows(Callers.named("member"), "os_compute_api:servers:create", Target.none()))
                .isFalse();
    }

    @Test
    void anUnknownRuleIsABug() {
        assertThatThrownBy(() -> COMPUTE.allows(Callers.named("admin"), "os_compute_api:nothing", Target.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("os_compute_api:nothing");
    }

    private static List<String> admitted(Policy policy, String rule, Target target) {
        return PEOPLE.stream()
                .filter(name -> policy.allows(Callers.named(name), rule, target))
                .toList();
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split(" "));
    }
}
