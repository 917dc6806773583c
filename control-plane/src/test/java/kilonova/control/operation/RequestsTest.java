package kilonova.control.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import kilonova.compute.v1.StartServerRequest;
import kilonova.control.edge.TestEdge;
import kilonova.control.identity.Principal;
import kilonova.control.request.Requests;
import kilonova.control.request.TestRequests;
import kilonova.control.store.Change;
import kilonova.control.store.Database;
import kilonova.control.store.Rival;
import kilonova.control.store.TestStore;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class RequestsTest {
    private static final Principal WHO = TestEdge.principal("member", "p1");

    private final Database database;
    private final Requests requests = TestRequests.on(Env.real());

    RequestsTest(TestDatabase at) {
        this.database = TestStore.open(at);
    }

    @Test
    void twoEqualRequestsAtOnceGetTheSameAnswer() {
        var rival = new Rival();
        String id = UUID.randomUUID().toString();
        var answers = new AtomicInteger();
        Callable<String> ask = () -> once(id, tx -> {
            tx.changed(Change.of("test", id, "", 1));
            String answer = "answer " + answers.incrementAndGet();
            rival.meet();
            return answer;
        });

        List<String> heard = Rival.run(ask, ask);

        assertThat(heard.getFirst()).isEqualTo(heard.getLast());
    }

    @Test
    void aRequestThatItsTwinStandsInTheWayOfGetsTheTwinsAnswer() {
        var rival = new Rival();
        String id = UUID.randomUUID().toString();
        Callable<String> ask = () -> once(id, tx -> {
            boolean first = operationsNamed(tx, id) == 0;
            rival.meet();
            begin(tx, id);
            if (!first) {
                throw new Problem.Duplicate("test", id).raise();
            }
            return "done";
        });

        assertThat(Rival.run(ask, ask)).containsExactly("done", "done");
    }

    @Test
    void aRefusalStaysARefusalAndItsWorkRunsNoSecondTime() {
        var runs = new AtomicInteger();
        assertThatThrownBy(() -> once(UUID.randomUUID().toString(), tx -> {
                    runs.incrementAndGet();
                    throw new Problem.Duplicate("test", "1").raise();
                }))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("already exists");
        assertThat(runs).hasValue(1);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsBeforeAndAnotherBodyIsRefused() {
        String id = UUID.randomUUID().toString();
        var runs = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            assertThat(once(id, tx -> {
                        runs.add("ran");
                        return "same";
                    }))
                    .isEqualTo("same");
        }
        assertThat(runs).hasSize(1);
        assertThatThrownBy(() -> database.write(tx -> requests.once(
                        tx,
                        WHO,
                        StartServerRequest.newBuilder()
                                .setId("another")
                                .setRequestId(id)
                                .build(),
                        () -> "")))
                .hasMessageContaining("was used for another request");
    }

    private String once(String id, Function<Tx, String> body) {
        return database.write(tx -> requests.once(
                tx,
                WHO,
                StartServerRequest.newBuilder().setId("1").setRequestId(id).build(),
                () -> body.apply(tx)));
    }

    private static int operationsNamed(Tx tx, String id) {
        return new Operations().openOn(tx, Subject.server(id)).isPresent() ? 1 : 0;
    }

    private static void begin(Tx tx, String server) {
        new Operations().begin(tx, TestOperations.on(Subject.server(server)));
    }
}
