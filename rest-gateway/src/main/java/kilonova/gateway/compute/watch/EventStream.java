package kilonova.gateway.compute.watch;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Json;
import kilonova.kernel.ProblemStatus;
import org.jspecify.annotations.Nullable;

/** One watch as it is read: takes a message when the last one has left, so that a slow reader is slow by itself. */
final class EventStream<M> {
    /** So long nothing is said at most. */
    private static final long HEARTBEAT_SECONDS = 15;

    private static final String TOO_OLD = "RevisionTooOld";

    private final BlockingClientCall<?, M> call;
    private final Function<M, Told> words;
    private final Duration patience;
    private boolean snapshot;

    /**
     * @param patience how long the first message is waited for
     * @param snapshot whether it begins with one
     */
    EventStream(BlockingClientCall<?, M> call, Function<M, Told> words, Duration patience, boolean snapshot) {
        this.call = call;
        this.words = words;
        this.patience = patience;
        this.snapshot = snapshot;
    }

    /**
     * Answers once the first message is there: whoever may not watch gets a plain fault.
     *
     * @throws StatusException why it was refused; DEADLINE_EXCEEDED when nothing came in time
     */
    Answer answer() throws StatusException {
        try {
            M first = call.read(patience.toMillis(), TimeUnit.MILLISECONDS);
            return Answer.events(out -> tell(new EventWriter(out), Optional.ofNullable(first)), this::release);
        } catch (TimeoutException silence) {
            release();
            throw Status.DEADLINE_EXCEEDED.withCause(silence).asException();
        } catch (InterruptedException stop) {
            call.cancel("stopping", stop);
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withCause(stop).asException();
        } catch (StatusException refused) {
            if (!TOO_OLD.equals(reason(refused))) {
                throw refused;
            }
            return Answer.events(out -> end(new EventWriter(out), refused), () -> {});
        }
    }

    private void tell(EventWriter out, Optional<M> first) throws IOException {
        try {
            M next = first.orElse(null);
            while (next != null) {
                write(out, words.apply(next));
                next = next(out);
            }
        } catch (StatusException over) {
            end(out, over);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        call.cancel("nobody listens any more", null);
    }

    /** The next message, null after the last. The reader hears something meanwhile. */
    private @Nullable M next(EventWriter out) throws IOException, StatusException, InterruptedException {
        while (true) {
            try {
                return call.read(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException silence) {
                out.heartbeat();
            }
        }
    }

    private void write(EventWriter out, Told told) throws IOException {
        for (Told.Event each : told.events()) {
            String name = each.gone() ? "deleted" : snapshot ? "snapshot" : "changed";
            out.event(name, snapshot ? OptionalLong.empty() : OptionalLong.of(each.revision()), each.resource());
        }
        if (told.bookmark() > 0) {
            snapshot &= !told.snapshotComplete();
            out.event(
                    "bookmark",
                    OptionalLong.of(told.bookmark()),
                    Json.object().put("revision", told.bookmark()).put("snapshot_complete", told.snapshotComplete()));
        }
        out.flush();
    }

    /** The last event says why no more comes; the reader comes back by itself, with the id that it last saw. */
    private static void end(EventWriter out, StatusException over) throws IOException {
        String reason = reason(over);
        var data = Json.object()
                .put("reason", reason)
                .put(
                        "message",
                        Optional.ofNullable(over.getStatus().getDescription()).orElse(""));
        facts(over).forEach(data::put);
        out.event(reason.equals(TOO_OLD) ? "too-old" : "ended", OptionalLong.empty(), data);
        out.flush();
    }

    private static String reason(StatusException failure) {
        return ProblemStatus.info(failure)
                .map(ErrorInfo::getReason)
                .orElseGet(() -> failure.getStatus().getCode().name());
    }

    private static Map<String, String> facts(StatusException failure) {
        return ProblemStatus.info(failure).map(ErrorInfo::getMetadataMap).orElse(Map.of());
    }
}
