package kilonova.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class ForwardClockTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant wall = NOON;
    private final Clock clock = new ForwardClock(new Clock() {
        @Override
        public Instant instant() {
            return wall;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @Test
    void itGoesWithTheClockBeneath() {
        assertThat(clock.instant()).isEqualTo(NOON);
        wall = wall.plusSeconds(5);
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));
    }

    @Test
    void itGoesOnFromWhereItWasWhenThatOneIsSetBack() {
        assertThat(clock.instant()).isEqualTo(NOON);
        wall = wall.minus(Duration.ofMinutes(10));
        assertThat(clock.instant()).isEqualTo(NOON);
        wall = wall.plusSeconds(3);
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(3));
        wall = wall.minus(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(3));
    }
}
