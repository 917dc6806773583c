package kilonova.distribution;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationStep;
import kilonova.compute.v1.StepResult;

/** Operations as operators read them. Pure. */
final class OperationWords {
    private static final String ROW = "%-36s  %-8s  %-36s  %-12s  %9s  %9s  %s";

    private OperationWords() {}

    /** One line each. */
    static String table(List<Operation> operations, Instant now) {
        if (operations.isEmpty()) {
            return "none";
        }
        var text = new StringBuilder(row("OPERATION", "KIND", "SERVER", "STEP", "SINCE", "NEXT", "WAITS FOR"));
        for (Operation each : operations) {
            OperationMetadata metadata = metadata(each);
            text.append('\n')
                    .append(row(
                            metadata.getId(),
                            metadata.getKind(),
                            metadata.getSubjectId(),
                            each.getDone() ? outcome(each) : step(metadata),
                            time(since(metadata), now),
                            metadata.hasNextAttemptTime() ? time(now, metadata.getNextAttemptTime()) : "",
                            each.getDone() ? each.getError().getMessage() : metadata.getWaitingFor()));
        }
        return text.toString();
    }

    /** All of one. */
    static String of(Operation operation, Instant now) {
        OperationMetadata metadata = metadata(operation);
        var text = new StringBuilder();
        line(text, "operation", metadata.getId());
        line(text, "kind", metadata.getKind());
        line(text, metadata.getSubjectKind(), metadata.getSubjectId());
        line(text, "project", metadata.getProjectId());
        line(text, "request", metadata.getTraceId());
        line(text, "began", Timestamps.toString(metadata.getCreateTime()));
        if (operation.getDone()) {
            line(text, "ended", Timestamps.toString(metadata.getEndTime()) + ", " + outcome(operation));
        } else {
            line(text, "open for", time(metadata.getCreateTime(), now));
            line(text, "deadline", "in " + time(now, metadata.getDeadline()));
        }
        if (!metadata.getWaitingFor().isEmpty()) {
            line(text, "waits for", metadata.getWaitingFor());
            line(text, "at most", time(now, metadata.getNextAttemptTime()) + " more");
        }
        if (metadata.getRetries() > 0) {
            line(text, "retries", String.valueOf(metadata.getRetries()));
        }
        if (metadata.hasExpectedEndTime()) {
            line(text, "expected", "to end in " + time(now, metadata.getExpectedEndTime()));
        }
        if (operation.hasError()) {
            line(text, "error", operation.getError().getMessage());
        }
        for (OperationStep step : metadata.getStepsList()) {
            text.append(String.format(
                            Locale.ROOT,
                            "%n  %-14s %s  %9s  %s %s",
                            step.getName(),
                            Timestamps.toString(step.getStartTime()),
                            step.hasEndTime() ? time(step.getStartTime(), instant(step.getEndTime())) : "...",
                            step.getHost(),
                            step.getResult() == StepResult.STEP_RESULT_ERROR ? "failed: " + step.getDetails() : "")
                    .stripTrailing());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(text.isEmpty() ? "" : "\n").append(String.format(Locale.ROOT, "%-11s %s", name, value));
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, ROW, cells).stripTrailing();
    }

    private static String outcome(Operation operation) {
        return operation.hasError() ? "failed" : "succeeded";
    }

    private static String step(OperationMetadata metadata) {
        int steps = metadata.getStepsCount();
        return steps == 0 ? "" : metadata.getSteps(steps - 1).getName();
    }

    /** Since when it stands where it stands. */
    private static Timestamp since(OperationMetadata metadata) {
        int steps = metadata.getStepsCount();
        return steps == 0
                ? metadata.getCreateTime()
                : metadata.getSteps(steps - 1).getStartTime();
    }

    private static String time(Timestamp from, Instant to) {
        return words(Duration.between(instant(from), to));
    }

    private static String time(Instant from, Timestamp to) {
        return words(Duration.between(from, instant(to)));
    }

    private static String words(Duration time) {
        Duration shown = time.isNegative() ? Duration.ZERO : time;
        if (shown.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.1f s", shown.toMillis() / 1_000.0);
        }
        return shown.toHours() == 0
                ? shown.toMinutes() + " min " + shown.toSecondsPart() + " s"
                : shown.toHours() + " h " + shown.toMinutesPart() + " min";
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static OperationMetadata metadata(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class);
        } catch (InvalidProtocolBufferException foreign) {
            throw new IllegalStateException("an operation without its metadata: " + operation.getName(), foreign);
        }
    }
}
