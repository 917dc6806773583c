package kilonova.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final long MILLI = 1_000_000;

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Samples.ofNanos(List.of(9 * MILLI, MILLI, 4 * MILLI)).median())
                .isEqualTo(4);
    }

    @Test
    void percentilesAreNearestRanks() {
        var samples = Samples.ofNanos(
                LongStream.rangeClosed(1, 200).mapToObj(n -> n * MILLI).toList());

        assertThat(samples.median()).isEqualTo(100);
        assertThat(samples.percentile(99)).isEqualTo(198);
        assertThat(samples.percentile(100)).isEqualTo(200);
    }

    @Test
    void theNinetyNinthPercentileOfTwentyIsTheLargest() {
        var samples = Samples.ofNanos(
                LongStream.rangeClosed(1, 20).mapToObj(n -> n * MILLI).toList());

        assertThat(samples.percentile(99)).isEqualTo(20);
    }

    @Test
    void noSamplesAndImpossiblePercentilesAreRefused() {
        assertThatThrownBy(() -> Samples.ofNanos(List.of())).isInstanceOf(IllegalArgumentException.class);
        var one = Samples.ofNanos(List.of(MILLI));
        assertThatThrownBy(() -> one.percentile(0)).hasMessageContaining("expected: 1..100");
        assertThatThrownBy(() -> one.percentile(101)).hasMessageContaining("expected: 1..100");
    }
}
