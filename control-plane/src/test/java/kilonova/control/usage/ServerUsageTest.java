package kilonova.control.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import kilonova.control.identity.ProjectId;
import kilonova.control.server.RestingState;
import kilonova.control.server.ServerFlavor;
import kilonova.control.server.ServerId;
import kilonova.control.server.ServerRun;
import org.junit.jupiter.api.Test;

final class ServerUsageTest {
    private static final long NOW = 1_000;
    private static final Span SPAN = new Span(100, 200);

    @Test
    void aServerThatIsThereAllTheTimeUsesTheWholeSpan() {
        assertThat(ServerUsage.of(run(50, Optional.empty()), SPAN, NOW))
                .extracting(ServerUsage::usedMicros, ServerUsage::uptimeMicros)
                .containsExactly(100L, 950L);
    }

    @Test
    void whatLiesOutsideTheSpanDoesNotCount() {
        assertThat(used(run(150, Optional.empty()))).isEqualTo(50);
        assertThat(used(run(50, Optional.of(120L)))).isEqualTo(20);
        assertThat(used(run(110, Optional.of(190L)))).isEqualTo(80);
        assertThat(used(run(50, Optional.of(900L)))).isEqualTo(100);
    }

    @Test
    void aSpanThatBeginsLaterThanNowCountsNothing() {
        assertThat(ServerUsage.of(run(50, Optional.empty()), new Span(2_000, NOW), NOW)
                        .usedMicros())
                .isZero();
    }

    @Test
    void aDeletedServerStaysAsOldAsItWas() {
        assertThat(ServerUsage.of(run(50, Optional.of(120L)), SPAN, NOW).uptimeMicros())
                .isEqualTo(70);
    }

    @Test
    void nowStandsForWhatIsLeftOutOfASpan() {
        assertThat(Span.of(Optional.of(5L), Optional.empty(), NOW)).isEqualTo(new Span(5, NOW));
        assertThat(Span.of(Optional.empty(), Optional.empty(), NOW)).isEqualTo(new Span(NOW, NOW));
        assertThat(Span.of(Optional.of(5L), Optional.of(5_000L), NOW)).isEqualTo(new Span(5, NOW));
    }

    @Test
    void aSpanEndsAfterItStarts() {
        assertThatThrownBy(() -> Span.of(Optional.of(6L), Optional.of(6L), NOW)).hasMessageContaining("start time");
        assertThatThrownBy(() -> Span.of(Optional.empty(), Optional.of(6L), NOW))
                .hasMessageContaining("start time");
    }

    private static long used(ServerRun run) {
        return ServerUsage.of(run, SPAN, NOW).usedMicros();
    }

    private static ServerRun run(long launched, Optional<Long> ended) {
        return new ServerRun(
                new ServerId(new UUID(0, 1)),
                new ProjectId("p"),
                "s",
                new ServerFlavor("1", "m1.tiny", 1, 512, 1, 0, 0, Map.of()),
                RestingState.ACTIVE,
                launched,
                ended);
    }
}
