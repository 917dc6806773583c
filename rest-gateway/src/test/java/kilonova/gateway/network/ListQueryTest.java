package kilonova.gateway.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.QueryParams;
import java.util.List;
import java.util.Map;
import kilonova.gateway.http.HttpFaultException;
import kilonova.gateway.http.Json;
import kilonova.network.v1.AttributeFilter;
import kilonova.network.v1.AttributeOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListQueryTest {
    private static final Map<String, String> QUERYABLE = Map.of("name", "name", "tenant_id", "project_id");

    @Test
    void filtersAreSaidInTheWordsOfTheService() {
        assertThat(query("tenant_id=p&name=a&name=b").listing().getFiltersList())
                .containsExactlyInAnyOrder(filter("project_id", "p"), filter("name", "a", "b"));
    }

    @Test
    void fixedAddressesAreTwoFiltersInOne() {
        assertThat(query("fixed_ips=ip_address%3D10.0.0.1&fixed_ips=subnet_id%3Ds")
                        .listing()
                        .getFiltersList())
                .containsExactly(filter("ip_address", "10.0.0.1"), filter("subnet_id", "s"));
    }

    @Test
    void keysAndDirectionsOfSortingGoTogether() {
        assertThat(query("sort_key=name&sort_dir=desc&sort_key=tenant_id")
                        .listing()
                        .getOrderByList())
                .containsExactly(order("name", true), order("project_id", false));
    }

    @Test
    void listsBackwardsAreRefusedInsteadOfGivenForwards() {
        assertThat(query("page_reverse=False").listing().getFiltersList()).isEmpty();
        assertThatThrownBy(() -> query("page_reverse=True").listing())
                .isInstanceOf(HttpFaultException.class)
                .hasMessageContaining("page_reverse");
    }

    @Test
    void fieldsLeaveOutTheOthers() {
        var view = Json.object().put("id", 1).put("name", 2).put("mtu", 3);

        assertThat(query("fields=id&fields=name&fields=colour").only(view))
                .isEqualTo(Json.object().put("id", 1).put("name", 2));
    }

    @Test
    void withoutALimitAllAreAskedFor() {
        assertThat(query("").limited()).isFalse();
        assertThat(query("limit=0").limited()).isFalse();
        assertThat(query("limit=3").limit()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "colour=blue",
                "limit=-1",
                "limit=x",
                "sort_key=colour",
                "sort_key=name&sort_dir=up",
                "fixed_ips=x"
            })
    void whatMeansNothingIsRefused(String query) {
        assertThatThrownBy(() -> query(query).listing())
                .isInstanceOfSatisfying(
                        HttpFaultException.class,
                        refused -> assertThat(refused.fault().code()).isEqualTo(400));
    }

    private static ListQuery query(String text) {
        return new ListQuery(QueryParams.fromQueryString(text), QUERYABLE);
    }

    private static AttributeFilter filter(String attribute, String... values) {
        return AttributeFilter.newBuilder()
                .setAttribute(attribute)
                .addAllValues(List.of(values))
                .build();
    }

    private static AttributeOrder order(String attribute, boolean descending) {
        return AttributeOrder.newBuilder()
                .setAttribute(attribute)
                .setDescending(descending)
                .build();
    }
}
