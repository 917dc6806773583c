package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches as server-sent events: what a reader sees, and how it goes on. */
final class WatchStreamsTest {
    private static TestCloud cloud;

    @BeforeAll
    static void serve() {
        cloud = new TestCloud();
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    @BeforeEach
    void healthy() {
        cloud.controlPlane.failure = Optional.empty();
    }

    @Test
    void aSnapshotComesFirstThenChangesWhoseIdsGoOnWithoutAGap() {
        var reply = cloud.get("/watch/v1/servers").send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type")).contains("text/event-stream; charset=utf-8");
        String[] events = reply.raw().body().split("\n\n", -1);
        assertThat(events[0]).startsWith("event: snapshot\ndata: {\"server\":{\"id\":\"" + Resources.SERVER_ID);
        assertThat(events[1]).isEqualTo("id: 7\nevent: bookmark\ndata: {\"revision\":7,\"snapshot_complete\":true}");
        assertThat(events[2]).startsWith("id: 8\nevent: changed\ndata: {");
        assertThat(events[3]).startsWith("id: 9\nevent: deleted\ndata: {");
        assertThat(events[4]).startsWith("id: 9\nevent: bookmark\n");
        assertThat(events[5]).startsWith("event: ended\ndata: {\"reason\":\"Unavailable\"");
    }

    @Test
    void whoComesBackNamesTheLastEventAndGoesOnAfterIt() {
        var reply = cloud.get("/watch/v1/servers?all_tenants=1")
                .header("Last-Event-ID", "7")
                .send();

        assertThat(cloud.controlPlane.last(WatchServersRequest.class))
                .isEqualTo(WatchServersRequest.newBuilder()
                        .setRevision(7)
                        .setAllProjects(true)
                        .build());
        assertThat(reply.raw().body()).startsWith("id: 8\nevent: changed\n");
    }

    @Test
    void whoWasAwayForTooLongIsToldSoInTheStream() {
        cloud.controlPlane.failure = Optional.of(new Problem.RevisionTooOld(3, 50));
        var reply = cloud.get("/watch/v1/servers").header("Last-Event-ID", "3").send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.raw().body()).startsWith("event: too-old\ndata: {").contains("\"oldest\":\"50\"");
    }

    @Test
    void whoMayNotWatchGetsAPlainFault() {
        cloud.controlPlane.failure = Optional.of(new Problem.Forbidden("os_compute_api:servers:detail"));
        assertThat(cloud.get("/watch/v1/servers").send().status()).isEqualTo(403);
        cloud.controlPlane.failure = Optional.of(new Problem.QuotaExceeded("watches", 1, 100, 100));
        assertThat(cloud.get("/watch/v1/servers").send().status()).isEqualTo(403);
        cloud.controlPlane.failure = Optional.of(new Problem.Throttled("later", Duration.ofSeconds(3)));
        var later = cloud.get("/watch/v1/servers").send();
        assertThat(later.status()).isEqualTo(429);
        assertThat(later.header("retry-after")).contains("3");
    }

    @Test
    void aControlPlaneThatSaysNothingIsLeftAndTheReaderIsTold() throws Exception {
        try (var hurried = new TestCloud(Duration.ofMillis(300))) {
            hurried.controlPlane.silent = true;

            assertThat(hurried.get("/watch/v1/servers").send().status()).isEqualTo(504);
            assertThat(hurried.controlPlane.left.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatIsNoWatchIsNotThereAndWhatIsNoIdIsRefused() {
        assertThat(cloud.get("/watch/v1/volumes").send().status()).isEqualTo(404);
        assertThat(cloud.get("/watch/v1/servers")
                        .header("Last-Event-ID", "yesterday")
                        .send()
                        .status())
                .isEqualTo(400);
        assertThat(cloud.request("GET", "/watch/v1/servers")
                        .header("X-Auth-Token", "")
                        .send()
                        .status())
                .isEqualTo(401);
    }
}
