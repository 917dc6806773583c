package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ServerFilter;
import kilonova.compute.v1.ServerOrder;
import org.junit.jupiter.api.Test;

final class ServerQueryTest {
    private static List<String> names(TinyCloud cloud, ListServersRequest request) {
        return cloud.servers.list(cloud.call("member", "reader"), request).servers().stream()
                .map(Server::name)
                .toList();
    }

    private static ListServersRequest with(ServerFilter.Builder filter) {
        return ListServersRequest.newBuilder().setFilter(filter).build();
    }

    private static TinyCloud threeServers() {
        var cloud = new TinyCloud(2);
        List.of("alpha", "beta", "alphabet").forEach(cloud::create);
        cloud.settle();
        return cloud;
    }

    @Test
    void aNameIsSearchedForByRegularExpression() {
        try (var cloud = threeServers()) {
            assertThat(names(cloud, with(ServerFilter.newBuilder().setName("^alpha$"))))
                    .containsExactly("alpha");
            assertThat(names(cloud, with(ServerFilter.newBuilder().setName("bet"))))
                    .containsExactlyInAnyOrder("beta", "alphabet");
        }
    }

    @Test
    void aBrokenExpressionIsRefusedByName() {
        try (var cloud = threeServers()) {
            assertThatThrownBy(() -> names(cloud, with(ServerFilter.newBuilder().setName("["))))
                    .hasMessageStartingWith("name: ");
        }
    }

    @Test
    void statusesAreThoseOfNova() {
        try (var cloud = threeServers()) {
            assertThat(names(cloud, with(ServerFilter.newBuilder().addStatuses("active"))))
                    .hasSize(3);
            assertThat(names(cloud, with(ServerFilter.newBuilder().addStatuses("SHUTOFF"))))
                    .isEmpty();
        }
    }

    @Test
    void pagesFollowEachOtherInAnyOrder() {
        try (var cloud = threeServers()) {
            var request = ListServersRequest.newBuilder()
                    .setPageSize(2)
                    .addOrderBy(ServerOrder.newBuilder().setKey("display_name"));
            assertThat(names(cloud, request.build())).containsExactly("alpha", "alphabet");
            String last = cloud.servers
                    .list(cloud.call("member", "reader"), request.build())
                    .servers()
                    .getLast()
                    .id()
                    .toString();
            ServerPage rest = cloud.servers.list(
                    cloud.call("member", "reader"), request.setAfterId(last).build());
            assertThat(rest.servers()).extracting(Server::name).containsExactly("beta");
            assertThat(rest.next()).isEmpty();
        }
    }

    @Test
    void anAddressIsFoundWholeOrByItsBeginning() {
        try (var cloud = threeServers()) {
            assertThat(names(cloud, with(ServerFilter.newBuilder().setIpv4("^10\\.0\\.0\\.2$"))))
                    .hasSize(1);
            assertThat(names(cloud, with(ServerFilter.newBuilder().setIpv4("^10"))))
                    .hasSize(3);
            assertThat(names(cloud, with(ServerFilter.newBuilder().setIpv4("^0"))))
                    .isEmpty();
        }
    }
}
