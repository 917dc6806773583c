package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.longrunning.Operation;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.GetOperationRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.NetworkRequest;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.replica.Replicas;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two whole control planes on one database, of which one stands still in the midst of a deletion. */
@EveryDatabase
final class TwoControlPlanesTest {
    private static int tests;

    private final HandClock clock = new HandClock();
    private final TickedControl ada;
    private final TickedControl bob;

    TwoControlPlanesTest(TestDatabase at) {
        assumeThat(at.kind()).as("one process at a time").isNotEqualTo(DatabaseKind.SQLITE);
        // Each test has a time of its own, and so ids of its own.
        clock.pass(Duration.ofMinutes(++tests));
        ada = new TickedControl(at, clock, "ada");
        bob = new TickedControl(at, clock, "bob");
    }

    @AfterEach
    void close() {
        ada.close();
        bob.close();
    }

    @Test
    void whatAPausedOneDroveIsFinishedByTheOtherAndItsLateCommitIsRefused() throws Exception {
        String server = ada.servers()
                .createServer(aServer())
                .getMetadata()
                .unpack(OperationMetadata.class)
                .getSubjectId();
        // There is no host, so the server is in ERROR at once; its deletion asks the network service only.
        ada.drain();
        ada.networks().duringTheNextRelease(() -> {
            clock.pass(Replicas.LEASE);
            bob.round("lease");
            bob.drain();
        });

        Operation begun = ada.servers()
                .deleteServer(DeleteServerRequest.newBuilder().setId(server).build());
        ada.drain();

        Operation ended = asBobSees(begun);
        assertThat(ended.getDone()).isTrue();
        assertThat(ended.hasError()).as(ended.toString()).isFalse();
        assertThat(bob.networks().releases()).isEqualTo(1);
        assertThatThrownBy(() -> ada.servers().createServer(aServer()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("begins anew");

        ada.round("lease");
        assertThat(ada.servers().createServer(aServer()).getName()).isNotEmpty();
    }

    /** However long taking over takes, who does it must not lose its own lease meanwhile. */
    @Test
    void theRoundThatRenewsTheLeaseDoesNotTakeOverItself() {
        Operation begun = ada.servers().createServer(aServer());
        clock.pass(Replicas.LEASE);

        bob.holdThreads();
        bob.round("lease");
        bob.drain();
        assertThat(asBobSees(begun).getDone()).isFalse();

        bob.releaseThreads();
        bob.drain();
        assertThat(asBobSees(begun).getDone()).isTrue();
    }

    @Test
    void aLeaseEndsInTimeThoughTheClockIsSetBack() {
        clock.pass(Duration.ofMinutes(-10));
        assertThat(ada.held()).isTrue();

        clock.pass(Replicas.LEASE);
        assertThat(ada.held()).isFalse();
    }

    private Operation asBobSees(Operation begun) {
        return bob.operations()
                .getOperation(
                        GetOperationRequest.newBuilder().setId(begun.getName()).build());
    }

    private CreateServerRequest aServer() {
        return CreateServerRequest.newBuilder()
                .setServer(ServerSpec.newBuilder()
                        .setName("one")
                        .setFlavorId("1")
                        .setImageId(TickedControl.IMAGE)
                        .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_LISTED)
                        .addNetworks(NetworkRequest.newBuilder()
                                .setNetworkId(ada.networks().first())))
                .build();
    }
}
