package kilonova.control.operation;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.util.Optional;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.StepResult;
import kilonova.control.host.HostHash;
import kilonova.kernel.ProblemStatus;

/** Operations as messages. */
public final class OperationProto {
    private OperationProto() {}

    /**
     * @param server the resource as it is now, when known; the response of an operation that succeeded, unless it is
     *     deleted
     */
    public static com.google.longrunning.Operation operation(Operation operation, Optional<Server> server) {
        return operation(operation, server, Sight.NOTHING, Outlook.NONE);
    }

    /**
     * What the caller sees of the steps.
     *
     * @param hosts where they were taken
     * @param details what went wrong there
     */
    record Sight(boolean hosts, boolean details) {
        static final Sight NOTHING = new Sight(false, false);
    }

    static com.google.longrunning.Operation operation(
            Operation operation, Optional<Server> server, Sight sight, Outlook outlook) {
        var message = com.google.longrunning.Operation.newBuilder()
                .setName("operations/" + operation.id())
                .setDone(!operation.open())
                .setMetadata(Any.pack(metadata(operation, server, sight, outlook)));
        operation.outcome().ifPresent(outcome -> {
            switch (outcome) {
                case SUCCEEDED ->
                    message.setResponse(Any.pack(server.filter(it -> !it.hasDeleteTime())
                            .<com.google.protobuf.Message>map(it -> it)
                            .orElseGet(com.google.protobuf.Empty::getDefaultInstance)));
                case FAILED -> message.setError(status(operation, Code.INTERNAL));
                case CANCELLED -> message.setError(status(operation, Code.CANCELLED));
            }
        });
        return message.build();
    }

    private static OperationMetadata metadata(
            Operation operation, Optional<Server> server, Sight sight, Outlook outlook) {
        var metadata = OperationMetadata.newBuilder()
                .setId(operation.id().toString())
                .setKind(operation.kind())
                .setSubjectKind(operation.subject().kind())
                .setSubjectId(operation.subject().id())
                .setProjectId(operation.project().value())
                .setUserId(operation.user().value())
                .setTraceId(operation.traceId())
                .setCreateTime(time(operation.createdAt()))
                .setUpdateTime(time(operation.updatedAt()))
                .setDeadline(time(operation.deadline()))
                .setRetries(operation.attempt())
                .setDetailsVisible(sight.hosts())
                .setStepDetailsVisible(sight.details());
        operation.endedAt().ifPresent(at -> metadata.setEndTime(time(at)));
        server.ifPresent(metadata::setServer);
        if (operation.open() && operation.wakeAt().isPresent()) {
            metadata.setNextAttemptTime(time(operation.wakeAt().get()))
                    .setWaitingFor(outlook.waitsFor().isEmpty() ? operation.step() : outlook.waitsFor());
        }
        outlook.expectedEnd().ifPresent(at -> metadata.setExpectedEndTime(time(at)));
        for (StepRecord step : operation.steps()) {
            var message = kilonova.compute.v1.OperationStep.newBuilder()
                    .setName(step.name())
                    .setStartTime(time(step.startedAt()))
                    .setResult(
                            switch (step.result()) {
                                case "success" -> StepResult.STEP_RESULT_SUCCESS;
                                case "error" -> StepResult.STEP_RESULT_ERROR;
                                default -> StepResult.STEP_RESULT_UNSPECIFIED;
                            });
            if (!step.open()) {
                message.setEndTime(time(step.endedAt()));
            }
            message.setHostHash(HostHash.of(operation.project().value(), step.host()));
            if (sight.hosts()) {
                message.setHost(step.host());
            }
            if (sight.details()) {
                message.setDetails(step.details());
            }
            metadata.addSteps(message);
        }
        return metadata.build();
    }

    private static Status status(Operation operation, Code otherwise) {
        Failure failure = operation.failure().orElse(new Failure("Cancelled", "", "", false));
        Code code =
                switch (failure.reason()) {
                    case "NoValidHost" -> Code.RESOURCE_EXHAUSTED;
                    case "TimedOut" -> Code.DEADLINE_EXCEEDED;
                    case "Unavailable" -> Code.UNAVAILABLE;
                    case Failure.CANCELLED -> Code.CANCELLED;
                    default -> otherwise;
                };
        return Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(failure.message())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(failure.reason())
                        .setDomain(ProblemStatus.DOMAIN)
                        .build()))
                .build();
    }

    private static Timestamp time(long micros) {
        return Timestamps.fromMicros(micros);
    }
}
