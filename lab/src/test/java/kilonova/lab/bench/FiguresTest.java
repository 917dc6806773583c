package kilonova.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void aJsonLineHoldsTheFiveFieldsInOrder() {
        Figure figure = Figure.of("create to ACTIVE, P50", 17.64321, "ms", Target.atMost(20));

        assertThat(Figures.json(figure))
                .isEqualTo(
                        "{\"measure\":\"create to ACTIVE, P50\",\"value\":17.64,\"unit\":\"ms\",\"target\":20,\"met\":true}");
    }

    @Test
    void withoutATargetNeitherTargetNorMetIsClaimed() {
        assertThat(Figures.json(Figure.of("resident memory, fresh", 200, "MB")))
                .endsWith("\"value\":200,\"unit\":\"MB\",\"target\":null,\"met\":null}");
    }

    @Test
    void aRateBelowItsTargetIsMissedAndATimeBelowItIsMet() {
        assertThat(Figure.of("rate", 999, "/s", Target.atLeast(1_000)).met()).contains(false);
        assertThat(Figure.of("rate", 1_000, "/s", Target.atLeast(1_000)).met()).contains(true);
        assertThat(Figure.of("time", 19, "ms", Target.atMost(20)).met()).contains(true);
        assertThat(Figure.of("time", 21, "ms", Target.atMost(20)).met()).contains(false);
    }

    @Test
    void aRateThatBuildsDidNotKeepUpWithIsMissed() {
        Figure rate = Figure.of("rate", 2_000, "/s", Target.atLeast(1_000));

        assertThat(rate.onlyIf(true).met()).contains(true);
        assertThat(rate.onlyIf(false).met()).contains(false);
        assertThat(rate.onlyIf(false).value()).isEqualTo(2_000);
    }

    @Test
    void theTableAlignsItsColumnsAndMarksWhatIsMissed() {
        List<String> table = Figures.table(List.of(
                Figure.of("a long measure", 1234.5, "/s", Target.atLeast(1_000)),
                Figure.of("short", 21.987654, "ms", Target.atMost(20)),
                Figure.of("none", 5, "MB")));

        assertThat(table)
                .containsExactly(
                        "measure              value            target  met",
                        "a long measure        1235 /s        >= 1000  yes",
                        "short                21.99 ms          <= 20  NO",
                        "none                     5 MB              -  -");
    }

    @Test
    void aFigureIsANumberAndItsVerdictNeedsATarget() {
        assertThatThrownBy(() -> Figure.of("rate", Double.NaN, "/s")).hasMessageStartingWith("value: NaN");
        assertThatThrownBy(() -> new Figure("rate", 1, "/s", Optional.empty(), Optional.of(true)))
                .hasMessageStartingWith("met: ");
    }
}
