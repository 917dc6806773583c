package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.placement.v1.PlacementServiceGrpc;
import kilonova.placement.v1.PlacementServiceGrpc.PlacementServiceBlockingStub;

/**
 * A request whose body and query keep the schemas of its version.
 *
 * @param body the JSON body; null as JSON says it where the endpoint takes none
 */
record PlacementRequest(
        Exchange exchange,
        PlacementVersion version,
        JsonNode body,
        QueryText query,
        RequestChecks checks,
        Clock clock) {
    private static final int DATED_SINCE = 15;
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    boolean atLeast(int minor) {
        return version.atLeast(minor);
    }

    PlacementServiceBlockingStub placement() {
        return exchange.calls().to(PlacementServiceGrpc::newBlockingStub);
    }

    /** The name in the path. */
    String name() {
        return exchange.variable("name");
    }

    /** The provider in the path; ids are known by their small letters. */
    String provider() {
        return exchange.variable("uuid").toLowerCase(Locale.ROOT);
    }

    /** This answer with the time of the newest thing in it; now when it tells of nothing. */
    Answer dated(Answer answer, List<Timestamp> times) {
        if (!atLeast(DATED_SINCE)) {
            return answer;
        }
        Instant newest = times.stream()
                .filter(time -> time.getSeconds() > 0)
                .max(Comparator.comparing(Timestamps::toNanos))
                .map(time -> Instant.ofEpochSecond(time.getSeconds()))
                .orElseGet(clock::instant);
        return undated(answer).with("last-modified", HTTP_DATE.format(newest.atOffset(ZoneOffset.UTC)));
    }

    /** This answer, which has no time of its own. */
    Answer undated(Answer answer) {
        return atLeast(DATED_SINCE) ? answer.with("cache-control", "no-cache") : answer;
    }
}
