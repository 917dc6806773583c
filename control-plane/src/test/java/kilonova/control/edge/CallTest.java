package kilonova.control.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import kilonova.control.identity.Principal;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.junit.jupiter.api.Test;

/** How long an answer goes on that outlives the moment in which its caller was let in. */
final class CallTest {
    private static final Principal FIRST = TestEdge.principal("admin,member", "p1");

    private final AtomicReference<Principal> now = new AtomicReference<>(FIRST);
    private final Call call = new Call(FIRST, "req-1", () -> Objects.requireNonNull(now.get()));
    private final List<Principal> asked = new ArrayList<>();

    private void requireMember(Principal who) {
        asked.add(who);
        if (!who.has("member")) {
            throw new Problem.Forbidden("watch").raise();
        }
    }

    @Test
    void whoMayNotIsRefusedAtOnce() {
        var stranger = new Call(TestEdge.principal("reader", "p1"), "req-1");

        assertThatThrownBy(() -> stranger.admission(this::requireMember))
                .isInstanceOfSatisfying(
                        ProblemException.class, why -> assertThat(why.problem()).isInstanceOf(Problem.Forbidden.class));
    }

    @Test
    void whoseRightsStayGoesOnWhateverElseIsSaidOfThem() {
        Runnable admission = call.admission(this::requireMember);
        now.set(TestEdge.principal("member,admin", "p1"));

        admission.run();

        assertThat(asked).hasSize(1);
    }

    @Test
    void whoLostTheRightIsToldSoWithTheTokenStillValid() {
        Runnable admission = call.admission(this::requireMember);
        now.set(TestEdge.principal("reader", "p1"));

        assertThatThrownBy(admission::run)
                .isInstanceOfSatisfying(
                        ProblemException.class, why -> assertThat(why.problem()).isInstanceOf(Problem.Forbidden.class));
    }

    @Test
    void whoStillMayButWithOtherRightsComesBackAndSeesByThem() {
        Runnable admission = call.admission(this::requireMember);
        for (Principal other : List.of(
                TestEdge.principal("member", "p1"),
                TestEdge.principal("admin,member", "p2"),
                TestEdge.principal("admin,member", "p1").with(List.of("service")))) {
            now.set(other);

            assertThatThrownBy(admission::run)
                    .isInstanceOfSatisfying(ProblemException.class, why -> assertThat(why.problem())
                            .isInstanceOf(Problem.Unavailable.class));
        }
        assertThat(asked).hasSize(4);
    }
}
