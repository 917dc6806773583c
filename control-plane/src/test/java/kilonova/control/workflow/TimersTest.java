package kilonova.control.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import kilonova.control.operation.Operation;
import kilonova.control.operation.Subject;
import kilonova.control.operation.TestOperations;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Timers timers = new Timers();
    private final Operation one = TestOperations.on(new Subject("server", "1"));
    private final Operation other = TestOperations.on(new Subject("server", "2"));

    @Test
    void whatIsDueComesInTheOrderOfTime() {
        timers.remind(20, one);
        timers.remind(10, other);
        assertThat(timers.due(9)).isEmpty();
        assertThat(timers.due(20)).containsExactly(other, one);
        assertThat(timers.due(20)).isEmpty();
    }

    @Test
    void twoAtTheSameTimeAreBothRemembered() {
        timers.remind(10, one);
        timers.remind(10, other);
        assertThat(timers.due(10)).containsExactlyInAnyOrder(one, other);
    }

    @Test
    void anOperationIsRememberedOnceForItsLatestTime() {
        timers.remind(10, one);
        timers.remind(30, one);
        assertThat(timers.waiting()).isEqualTo(1);
        assertThat(timers.due(10)).isEmpty();
        assertThat(timers.due(30)).containsExactly(one);
    }

    @Test
    void whatWentOnIsNotKept() {
        timers.remind(10, one);
        timers.forget(one.id());
        timers.forget(other.id());
        assertThat(timers.waiting()).isZero();
        assertThat(timers.next()).isEmpty();
    }
}
