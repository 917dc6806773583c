package kilonova.control.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PolicyFileTest {

    @Test
    void aSitesRuleReplacesTheShippedOne() {
        Policy policy = site("""
                # Only operators may boot here.
                "operator": "role:operator"
                "os_compute_api:servers:create": "rule:operator or rule:context_is_admin"
                """);
        assertThat(policy.allows(Callers.with("member"), "os_compute_api:servers:create", Target.of(Callers.MINE)))
                .isFalse();
        assertThat(policy.allows(Callers.with("operator"), "os_compute_api:servers:create", Target.none()))
                .isTrue();
    }

    @Test
    void aSharedRuleThatIsReplacedChangesAllThatReferToIt() {
        Policy policy = site("\"context_is_admin\": \"role:boss\"");
        assertThat(policy.allows(Callers.with("boss"), "os_compute_api:os-hypervisors:list", Target.none()))
                .isTrue();
        assertThat(policy.allows(Callers.with("boss"), "admin_api", Target.none()))
                .isTrue();
        assertThat(policy.allows(Callers.with("admin"), "os_compute_api:os-hypervisors:list", Target.none()))
                .isFalse();
    }

    @Test
    void aFormerNameStillCountsUnlessTheNewOneIsGiven() {
        Policy policy = site("""
                "os_compute_api:os-hypervisors": "role:auditor"
                "os_compute_api:os-hypervisors:show": "role:admin"
                """);
        assertThat(policy.allows(Callers.with("auditor"), "os_compute_api:os-hypervisors:list", Target.none()))
                .isTrue();
        assertThat(policy.allows(Callers.with("auditor"), "os_compute_api:os-hypervisors:show", Target.none()))
                .isFalse();
    }

    @Test
    void jsonOfOlderSitesLoads() {
        Policy policy = site("{\"os_compute_api:os-hypervisors:list\": [[\"role:a\"], [\"role:b\", \"role:c\"]]}");
        assertThat(policy.allows(Callers.with("a"), "os_compute_api:os-hypervisors:list", Target.none()))
                .isTrue();
        assertThat(policy.allows(Callers.with("b"), "os_compute_api:os-hypervisors:list", Target.none()))
                .isFalse();
    }

    @Test
    void anEmptyFileChangesNothing() {
        assertThat(PolicyFile.parse("# nothing yet\n", "policy.yaml")).isEqualTo(PolicyFile.none());
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertThatThrownBy(() -> site("""
                        "a": "rule:b"
                        "b": "rule:a"
                        "c": "rule:nowhere"
                        "d": "role:x and"
                        """))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule a: refers to itself through a, b")
                .hasMessageContaining("rule c: refers to nowhere")
                .hasMessageContaining("rule d: ");
    }

    @Test
    void aRuleGivenTwiceIsRefused() {
        assertThatThrownBy(() -> site("\"a\": \"@\"\n\"a\": \"!\"\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.yaml");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> PolicyFile.read(Path.of("/nonexistent/policy.yaml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/nonexistent/policy.yaml");
    }

    private static Policy site(String yaml) {
        return Policy.of(PolicyBook.COMPUTE, PolicyFile.parse(yaml, "policy.yaml"));
    }
}
