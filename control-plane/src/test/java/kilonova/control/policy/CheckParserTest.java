package kilonova.control.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import kilonova.control.identity.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckParserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                | true
            @                                                 | true
            !                                                 | false
            role:member                                       | true
            role:MEMBER                                       | true
            role:admin                                        | false
            not role:admin                                    | true
            not not role:member                               | true
            role:admin or role:member                         | true
            role:admin and role:member                        | false
            role:member or role:admin and role:absent         | true
            (role:member or role:admin) and role:absent       | false
            not role:admin and role:member                    | true
            not (role:admin or role:member)                   | false
            NOT role:admin AND (role:member)                  | true
            ((role:member))                                   | true
            project_id:%(project_id)s                         | true
            tenant_id:%(tenant_id)s                           | true
            user_id:%(user_id)s                               | true
            user_id:u1                                        | true
            user_id:u2                                        | false
            project_id:%(user_id)s                            | false
            user_domain_id:default                            | true
            roles:member                                      | true
            service_roles:service                             | true
            service_roles:admin                               | false
            system_scope:all                                  | false
            is_admin:True                                     | false
            is_admin:False                                    | true
            unheard_of:value                                  | false
            user_id:%(unheard_of)s                            | false
            'u1':%(user_id)s                                  | true
            "u9":%(user_id)s                                  | false
            None:%(user_id)s                                  | false
            True:True                                         | true
            True:False                                        | false
            """)
    void aCheckMeansWhatOsloPolicySays(String text, boolean expected) {
        assertThat(holds(text)).isEqualTo(expected);
    }

    @Test
    void theListFormIsAnyOfAllOf() {
        assertThat(holds(List.of())).isTrue();
        assertThat(holds(List.of(List.of("role:admin"), List.of("role:member"))))
                .isTrue();
        assertThat(holds(List.of(List.of("role:admin", "role:member")))).isFalse();
        assertThat(holds(List.of("role:member"))).isTrue();
        assertThat(holds(List.of(List.of()))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "role:admin or",
                "and role:admin",
                "(role:admin",
                "role:admin)",
                "not",
                "member",
                "role:a role:b",
                "http://elsewhere/%(user_id)s",
                "user_id:x-%(user_id)s",
                "()"
            })
    void whatCannotBeReadIsRefusedAtStart(String text) {
        assertThatThrownBy(() -> holds(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule under_test:");
    }

    private static boolean holds(Object check) {
        Check resolved = Objects.requireNonNull(RuleBook.resolve(List.of(), new PolicyFile(Map.of("under_test", check)))
                .get("under_test"));
        return Check.holds(resolved, Callers.with("member"), Target.of(Callers.MINE, new UserId("u1")));
    }
}
