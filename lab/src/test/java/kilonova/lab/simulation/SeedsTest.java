package kilonova.lab.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SeedsTest {
    private static final int THREADS = 3;

    @org.junit.jupiter.api.BeforeAll
    static void quiet() {
        ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("kilonova"))
                .setLevel(ch.qos.logback.classic.Level.OFF);
    }

    private final Seeds seeds = new Seeds(THREADS);
    private final List<Long> told = new ArrayList<>();

    private static SimulationReport report(long seed) {
        return new SimulationReport(
                seed, java.time.Duration.ZERO, 0, 0, 0, java.util.Map.of(), List.of(), List.of(), List.of());
    }

    @Test
    void whatASeedTellsDoesNotDependOnWhatRunsBesideIt() {
        List<List<String>> alone = LongStream.rangeClosed(1, 6)
                .mapToObj(seed -> history(Simulation.run(seed, Weather.STORM, Set.of())))
                .toList();
        List<List<String>> beside = new ArrayList<>();
        seeds.run(
                1,
                6,
                seed -> Simulation.run(seed, Weather.STORM, Set.of()),
                () -> true,
                report -> beside.add(history(report)));
        assertThat(beside).isEqualTo(alone);
    }

    private static List<String> history(SimulationReport report) {
        var lines = new ArrayList<>(report.story());
        lines.addAll(report.changes());
        return lines;
    }

    @Test
    void theyRunAtOnceAndAreToldInTheirOrder() {
        var together = new CountDownLatch(THREADS);
        seeds.run(
                5,
                THREADS,
                seed -> {
                    together.countDown();
                    try {
                        together.await();
                    } catch (InterruptedException stop) {
                        throw new IllegalStateException(stop);
                    }
                    return report(seed);
                },
                () -> true,
                report -> told.add(report.seed()));
        assertThat(told).containsExactly(5L, 6L, 7L);
    }

    @Test
    void afterANoNothingIsTold() {
        seeds.run(1, 1_000_000, SeedsTest::report, () -> true, report -> {
            told.add(report.seed());
            return told.size() < 4;
        });
        assertThat(told).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void whatBeganBeforeTheTimeWasUpIsTold() {
        var left = new AtomicInteger(4);
        seeds.run(1, 100, SeedsTest::report, () -> left.getAndDecrement() > 0, report -> told.add(report.seed()));
        assertThat(told).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aSeedThatFailsByItselfFailsAll() {
        assertThatThrownBy(() -> seeds.run(
                        1,
                        2,
                        _ -> {
                            throw new IllegalArgumentException("no such world");
                        },
                        () -> true,
                        _ -> true))
                .hasRootCauseMessage("no such world");
    }
}
