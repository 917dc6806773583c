package kilonova.control.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import kilonova.compute.v1.CreateFlavorRequest;
import kilonova.compute.v1.Flavor;
import kilonova.compute.v1.FlavorServiceGrpc;
import kilonova.control.edge.TestEdge;
import kilonova.control.flavor.FlavorApi;
import kilonova.control.flavor.Flavors;
import kilonova.control.identity.KnownProjects;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.TestStore;
import kilonova.control.watch.Watches;
import kilonova.kernel.Env;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** A process dies between its commit and its answer; the caller asks the next one again, with the same id. */
@EveryDatabase
final class LostAnswerTest {
    private final TestDatabase at;

    LostAnswerTest(TestDatabase at) {
        this.at = at;
    }

    /** Dies after a commit, once it is told to. */
    private static final class Dying implements CommitProbe {
        private boolean armed;

        @Override
        public void beforeCommit() {}

        @Override
        public void afterCommit() {
            if (armed) {
                throw new IllegalStateException("the process died here");
            }
        }
    }

    @Test
    void theWorkWasDoneOnceAndTheAnswerIsTheOneThatWasLost() {
        var request = CreateFlavorRequest.newBuilder()
                .setFlavor(Flavor.newBuilder()
                        .setName("wanted-" + UUID.randomUUID())
                        .setVcpus(1)
                        .setMemoryMb(64)
                        .setPublic(true))
                .setRequestId(UUID.randomUUID().toString())
                .build();
        var probe = new Dying();
        try (var database = Database.inline(TestStore.settings(at), Env.real(), probe)) {
            try (var process = process(database)) {
                probe.armed = true;
                assertThatThrownBy(() -> create(process, request)).hasMessageContaining("INTERNAL");
            }
        }
        try (var database = Database.inline(TestStore.settings(at), Env.real(), CommitProbe.NONE);
                var next = process(database)) {
            Flavor answer = create(next, request);
            assertThat(answer.getName()).isEqualTo(request.getFlavor().getName());
            assertThat(create(next, request)).isEqualTo(answer);
            assertThatThrownBy(() -> create(
                            next,
                            request.toBuilder()
                                    .setFlavor(request.getFlavor().toBuilder().setVcpus(2))
                                    .build()))
                    .hasMessageContaining("was used for another request");
        }
    }

    private static TestEdge process(Database database) {
        var flavors = new Flavors(database, Policy.of(PolicyBook.COMPUTE), Env.real());
        return TestEdge.serving(
                List.of(new FlavorApi(
                        flavors, KnownProjects.ALL, TestRequests.on(Env.real()), new Watches(database, Runnable::run))),
                Env.real());
    }

    private static Flavor create(TestEdge process, CreateFlavorRequest request) {
        return FlavorServiceGrpc.newBlockingStub(process.channel("admin", "operators"))
                .createFlavor(request);
    }
}
