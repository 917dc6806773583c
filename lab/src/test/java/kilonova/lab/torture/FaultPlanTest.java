package kilonova.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void theSameSeedGivesTheSamePlan() {
        assertThat(plan(7, LONG)).isEqualTo(plan(7, LONG)).isNotEqualTo(plan(8, LONG));
    }

    @Test
    void aLongerPlanBeginsAsAShorterOne() {
        List<Fault> shorter = plan(7, Duration.ofMinutes(1));

        assertThat(plan(7, LONG)).startsWith(shorter.toArray(Fault[]::new));
    }

    @Test
    void everyWayOfEveryTargetStrikes() {
        List<String> struck = plan(1, LONG).stream()
                .map(fault -> fault.target().kind() + " " + fault.way())
                .distinct()
                .toList();

        for (Target.Kind kind : Target.Kind.values()) {
            kind.ways().forEach(way -> assertThat(struck).contains(kind + " " + way));
        }
    }

    @Test
    void nothingIsStruckAgainBeforeItIsBack() {
        Map<Target, List<Fault>> byTarget = plan(3, LONG).stream().collect(Collectors.groupingBy(Fault::target));

        byTarget.values().forEach(faults -> {
            for (int i = 1; i < faults.size(); i++) {
                assertThat(faults.get(i).at()).isGreaterThan(faults.get(i - 1).end());
            }
        });
    }

    @Test
    void whatIsNotThereIsNotStruck() {
        List<Fault> plan = FaultPlan.of(1, LONG, new FaultPlan.Targets(Map.of(Target.Kind.NODE, 2)));

        assertThat(plan).isNotEmpty().allSatisfy(fault -> {
            assertThat(fault.target().kind()).isEqualTo(Target.Kind.NODE);
            assertThat(fault.target().number()).isBetween(1, 2);
        });
    }

    private static List<Fault> plan(long seed, Duration time) {
        var counts = new EnumMap<Target.Kind, Integer>(Target.Kind.class);
        for (Target.Kind kind : Target.Kind.values()) {
            counts.put(kind, kind == Target.Kind.DATABASE ? 1 : 3);
        }
        return FaultPlan.of(seed, time, new FaultPlan.Targets(counts));
    }
}
