package kilonova.gateway.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kilonova.gateway.http.HttpFaultException;
import kilonova.placement.v1.AnyOf;
import kilonova.placement.v1.GroupPolicy;
import kilonova.placement.v1.RequestGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What queries mean, and which mean nothing. */
final class QueriesTest {
    private static final String ID = "10000000-0000-4000-8000-000000000001";
    private static final String OTHER = "10000000-0000-4000-8000-000000000002";

    private static CandidateQuery query(String text, int minor) {
        return CandidateQuery.of(QueryText.parse(text), new PlacementVersion(minor));
    }

    private static AnyOf any(String... values) {
        return AnyOf.newBuilder().addAllValues(List.of(values)).build();
    }

    @Test
    void keysOfOneEndingAreOneGroup() {
        var request = query(
                        "resources=VCPU:2,MEMORY_MB:64&resources_NET=CUSTOM_PORT:1&required=!CUSTOM_A&required_NET=CUSTOM_B"
                                + "&member_of_NET=in:" + ID + "," + OTHER + "&in_tree=" + ID + "&group_policy=isolate"
                                + "&same_subtree=_NET&limit=5&root_required=CUSTOM_C,!CUSTOM_D",
                        39)
                .request();

        assertThat(request.getGroupsList())
                .containsExactly(
                        RequestGroup.newBuilder()
                                .putResources("VCPU", 2)
                                .putResources("MEMORY_MB", 64)
                                .addForbiddenTraits("CUSTOM_A")
                                .setInTree(ID)
                                .build(),
                        RequestGroup.newBuilder()
                                .setSuffix("_NET")
                                .putResources("CUSTOM_PORT", 1)
                                .addRequiredTraits(any("CUSTOM_B"))
                                .addMemberOf(any(ID, OTHER))
                                .build());
        assertThat(request.getGroupPolicy()).isEqualTo(GroupPolicy.GROUP_POLICY_ISOLATE);
        assertThat(request.getLimit()).isEqualTo(5);
        assertThat(request.getRootRequiredTraitsList()).containsExactly("CUSTOM_C");
        assertThat(request.getRootForbiddenTraitsList()).containsExactly("CUSTOM_D");
        assertThat(request.getSameSubtreesList()).hasSize(1);
        assertThat(request.getFlat()).isFalse();
    }

    @Test
    void treesAreFlatBelow29() {
        assertThat(query("resources=VCPU:1", 28).request().getFlat()).isTrue();
        assertThat(query("resources=VCPU:1", 29).request().getFlat()).isFalse();
    }

    @Test
    void repeatedTraitsAddUpSince39AndReplaceEachOtherBefore() {
        String text = "resources=VCPU:1&required=CUSTOM_A&required=CUSTOM_B";
        assertThat(query(text, 38).request().getGroups(0).getRequiredTraitsList())
                .containsExactly(any("CUSTOM_B"));
        assertThat(query(text, 39).request().getGroups(0).getRequiredTraitsList())
                .containsExactly(any("CUSTOM_A"), any("CUSTOM_B"));
    }

    @Test
    void aLimitOfManyDigitsIsNone() {
        assertThat(query("resources=VCPU:1&limit=99999999999999999999", 39)
                        .request()
                        .getLimit())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void textIsDecodedAsPythonDoes() {
        assertThat(QueryText.parse("a=%C3%A9+b&a=%zz&c&=d&a=%4").pairs())
                .extracting(Object::toString)
                .containsExactly("a=é b", "a=%zz", "c=", "=d", "a=%4");
        assertThatThrownBy(() -> QueryText.parse("a=%FF")).isInstanceOf(HttpFaultException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        resources=VCPU                                       | 39
        resources=VCPU:1,                                    | 39
        resources=VCPU:99999999999999999999                  | 39
        resources=VCPU:1&required=CUSTOM_A,!CUSTOM_A         | 39
        resources=VCPU:1&required=!CUSTOM_A                  | 21
        resources=VCPU:1&required=in:CUSTOM_A                | 38
        resources=VCPU:1&required=in:                        | 39
        resources=VCPU:1&required=!in:A,!                    | 39
        resources=VCPU:1&member_of=x                         | 39
        resources=VCPU:1&in_tree=x                           | 39
        resources1=VCPU:1&resources2=VCPU:1                  | 39
        resources=VCPU:1&root_required=A&root_required=B     | 39
        resources=VCPU:1&root_required=in:A                  | 39
        resources1=VCPU:1&same_subtree=1,2                   | 39
        resources1=VCPU:1&same_subtree=1,                    | 39
        resources1=VCPU:1&required2=A                        | 36
        resources1=VCPU:1&required2=A                        | 35
        required=A                                           | 30
        """)
    void aQueryThatMeansNothingIsRefused(String text, int minor) {
        assertThatThrownBy(() -> query(text, minor))
                .isInstanceOfSatisfying(
                        HttpFaultException.class,
                        refused -> assertThat(refused.fault().code()).isEqualTo(400));
    }
}
