package kilonova.node.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import kilonova.node.v1.ControlMessage;

/** When one stream is overdue, and when it is to be told that the node lives. Times that mean nothing just then are {@link Instant#MAX}. */
final class Timetable {
    private static final Duration FIRST_HEARTBEAT = Duration.ofSeconds(1);

    private final Duration welcomeWithin;
    private Instant welcomeBy = Instant.MAX;
    private Instant heartbeatAt = Instant.MAX;
    private Instant hearBy = Instant.MAX;
    private Duration hearWithin = Duration.ofDays(1);
    private Duration heartbeatEvery = FIRST_HEARTBEAT;

    Timetable(Duration welcomeWithin) {
        this.welcomeWithin = welcomeWithin;
    }

    void opened(Instant now) {
        closed();
        welcomeBy = now.plus(welcomeWithin);
    }

    /** A control plane that does not keep talking is not missed when it says nothing. */
    void welcomed(ControlMessage.Welcome welcome, Instant now) {
        welcomeBy = Instant.MAX;
        int millis = welcome.getHeartbeatIntervalMillis();
        heartbeatEvery = millis > 0 ? Duration.ofMillis(millis) : FIRST_HEARTBEAT;
        heartbeatAt = now.plus(heartbeatEvery);
        hearWithin = heartbeatEvery.plusMillis(welcome.getLeaseMillis()).dividedBy(2);
        hearBy = welcome.getKeepsTalking() ? now.plus(hearWithin) : Instant.MAX;
    }

    void heard(Instant now) {
        if (hearBy != Instant.MAX) {
            hearBy = now.plus(hearWithin);
        }
    }

    /** Whatever is sent says as well that the node lives; before the welcome nobody waits for that. */
    void sent(Instant now) {
        if (heartbeatAt != Instant.MAX) {
            heartbeatAt = now.plus(heartbeatEvery);
        }
    }

    void closed() {
        welcomeBy = Instant.MAX;
        heartbeatAt = Instant.MAX;
        hearBy = Instant.MAX;
    }

    boolean heartbeatDue(Instant now) {
        return !now.isBefore(heartbeatAt);
    }

    /** Why the stream is to be left. */
    Optional<String> overdue(Instant now) {
        if (!now.isBefore(welcomeBy)) {
            return Optional.of("not welcomed within " + welcomeWithin.toSeconds() + " s");
        }
        if (!now.isBefore(hearBy)) {
            return Optional.of("nothing was heard for " + hearWithin.toSeconds() + " s");
        }
        return Optional.empty();
    }

    /** When to look again. */
    Instant due() {
        return Stream.of(welcomeBy, heartbeatAt, hearBy)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }
}
