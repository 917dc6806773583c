package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.control.scheduling.Filter;
import kilonova.control.scheduling.SchedulerSettings;
import org.junit.jupiter.api.Test;

/** Hints that say where a server is to be, seen from where it then is. */
final class EnforcedHintsTest {
    private static final SchedulerSettings ALL = new SchedulerSettings(EnumSet.allOf(Filter.class));
    private static final SchedulerSettings NONE = new SchedulerSettings(Set.of(Filter.COMPUTE));
    private static final String NOBODY = "00000000-0000-4000-8000-000000000001";

    private static Begun create(TinyCloud cloud, String hints) {
        CreateServerRequest.Builder request = TinyCloud.request("hinted").toBuilder();
        request.getServerBuilder().setSchedulerHints(hints);
        Begun begun = cloud.servers.create(cloud.call("member"), request.build());
        cloud.settle();
        return begun;
    }

    private static Begun forced(TinyCloud cloud, String host, String hints) {
        CreateServerRequest.Builder request = TinyCloud.request("forced").toBuilder();
        request.getServerBuilder().setForcedHost(host).setSchedulerHints(hints);
        Begun begun = cloud.servers.create(cloud.call("admin"), request.build());
        cloud.settle();
        return begun;
    }

    private static String host(TinyCloud cloud, Begun begun) {
        return cloud.server(begun).place().hostName().orElse("none");
    }

    private static String fault(TinyCloud cloud, Begun begun) {
        return cloud.server(begun).state().fault().orElseThrow().message();
    }

    @Test
    void aServerGoesToTheHostOfAnother() {
        try (var cloud = new TinyCloud(4)) {
            Begun other = forced(cloud, "host-3", "");
            String hints = "{\"same_host\": \"" + other.server().id() + "\"}";
            for (int i = 0; i < 3; i++) {
                assertThat(host(cloud, create(cloud, hints))).isEqualTo("host-3");
            }
        }
    }

    @Test
    void anyOfTheServersNamedWillDo() {
        try (var cloud = new TinyCloud(4)) {
            String one = forced(cloud, "host-2", "").server().id().toString();
            String other = forced(cloud, "host-4", "").server().id().toString();
            String hints = "{\"same_host\": [\"" + one + "\", \"" + other + "\", \"" + NOBODY + "\"]}";
            assertThat(List.of("host-2", "host-4")).contains(host(cloud, create(cloud, hints)));
        }
    }

    @Test
    void whereNoneOfTheServersIsNoServerGoes() {
        try (var cloud = new TinyCloud(2)) {
            Begun begun = create(cloud, "{\"same_host\": [\"" + NOBODY + "\"]}");
            assertThat(fault(cloud, begun)).contains("2 run none of the servers of the hint same_host");
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void aServerStaysAwayFromTheHostsOfOthers() {
        try (var cloud = new TinyCloud(3)) {
            String one = forced(cloud, "host-1", "").server().id().toString();
            String other = forced(cloud, "host-2", "").server().id().toString();
            String hints = "{\"different_host\": [\"" + one + "\", \"" + other + "\"]}";
            for (int i = 0; i < 3; i++) {
                assertThat(host(cloud, create(cloud, hints))).isEqualTo("host-3");
            }
        }
        try (var cloud = new TinyCloud(1)) {
            String one = create(cloud, "").server().id().toString();
            Begun begun = create(cloud, "{\"different_host\": \"" + one + "\"}");
            assertThat(fault(cloud, begun)).contains("1 run a server of the hint different_host");
        }
    }

    @Test
    void aDeletedServerIsNowhere() {
        try (var cloud = new TinyCloud(2)) {
            Begun other = forced(cloud, "host-2", "");
            cloud.delete(cloud.server(other));
            cloud.settle();
            Begun begun = create(cloud, "{\"same_host\": \"" + other.server().id() + "\"}");
            assertThat(fault(cloud, begun)).contains("hint same_host");
        }
    }

    @Test
    void aHostIsNearTheAddressOrNot() {
        try (var cloud = new TinyCloud(2)) {
            assertThat(host(cloud, create(cloud, "{\"build_near_host_ip\": \"127.0.0.9\"}")))
                    .startsWith("host-");
            Begun far = create(cloud, "{\"build_near_host_ip\": \"192.0.2.7\", \"cidr\": \"/28\"}");
            assertThat(fault(cloud, far)).contains("2 are not near");
            assertThatThrownBy(() -> create(cloud, "{\"build_near_host_ip\": \"192.0.2.7\", \"cidr\": \"/99\"}"))
                    .hasMessageStartingWith("scheduler_hints: cidr: ");
        }
    }

    @Test
    void aHostAnswersTheQueryOrNot() {
        try (var cloud = new TinyCloud(3, ALL)) {
            assertThat(host(cloud, create(cloud, "{\"query\": \"[\\\"=\\\", \\\"$host\\\", \\\"host-2\\\"]\"}")))
                    .isEqualTo("host-2");
            assertThat(host(cloud, create(cloud, "{\"query\": [\">=\", \"$free_ram_mb\", 1]}")))
                    .startsWith("host-");
            Begun none = create(cloud, "{\"query\": [\"<\", \"$vcpus_total\", 1]}");
            assertThat(fault(cloud, none)).contains("3 do not answer the hint query");
            assertThatThrownBy(() -> create(cloud, "{\"query\": \"nonsense\"}"))
                    .hasMessageStartingWith("scheduler_hints: query: ");
        }
    }

    @Test
    void whoeverForcesAHostIsNotHeldToHints() {
        try (var cloud = new TinyCloud(2, ALL)) {
            Begun begun = forced(cloud, "host-2", "{\"same_host\": \"" + NOBODY + "\", \"query\": [\"or\", false]}");
            assertThat(host(cloud, begun)).isEqualTo("host-2");
        }
    }

    @Test
    void aHintWhoseFilterIsNotEnabledIsKeptAndChangesNothing() {
        try (var cloud = new TinyCloud(1, NONE)) {
            String hints = "{\"same_host\": \"" + NOBODY + "\", \"query\": \"nonsense\","
                    + " \"build_near_host_ip\": \"192.0.2.7\", \"cidr\": \"/99\"}";
            Begun begun = create(cloud, hints);
            assertThat(host(cloud, begun)).isEqualTo("host-1");
            assertThat(cloud.server(begun).details().schedulerHints()).isEqualTo(hints);
        }
    }
}
