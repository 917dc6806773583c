package kilonova.kernel;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;

/** How each problem looks on gRPC: the one table (AIP-193). */
public final class ProblemStatus {
    /** The {@code domain} of every {@link ErrorInfo}. */
    public static final String DOMAIN = "kilonova";

    private ProblemStatus() {}

    public static StatusRuntimeException exception(Problem problem) {
        return StatusProto.toStatusRuntimeException(of(problem));
    }

    public static Status of(Problem problem) {
        return switch (problem) {
            case Problem.Invalid p ->
                status(
                        Code.INVALID_ARGUMENT,
                        p,
                        BadRequest.newBuilder()
                                .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                        .setField(p.field())
                                        .setDescription(p.rule()))
                                .build());
            case Problem.RequestIdReused p ->
                status(
                        Code.INVALID_ARGUMENT,
                        p,
                        BadRequest.newBuilder()
                                .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                        .setField("request_id")
                                        .setDescription(p.message()))
                                .build());
            case Problem.Unauthenticated p -> status(Code.UNAUTHENTICATED, p);
            case Problem.Forbidden p -> status(Code.PERMISSION_DENIED, p);
            case Problem.NotFound p -> status(Code.NOT_FOUND, p, resource(p.kind(), p.id()));
            case Problem.Duplicate p -> status(Code.ALREADY_EXISTS, p, resource(p.kind(), p.id()));
            case Problem.WrongState p ->
                status(Code.FAILED_PRECONDITION, p, precondition(p.attribute(), p.kind(), p.id(), p.message()));
            case Problem.Busy p ->
                status(Code.FAILED_PRECONDITION, p, precondition("operation", p.kind(), p.id(), p.message()));
            case Problem.Locked p ->
                status(Code.FAILED_PRECONDITION, p, precondition("locked", p.kind(), p.id(), p.message()));
            case Problem.NotReady p ->
                status(Code.FAILED_PRECONDITION, p, precondition("host", p.kind(), p.id(), p.message()));
            case Problem.InUse p ->
                status(Code.FAILED_PRECONDITION, p, precondition("in use", p.kind(), p.id(), p.message()));
            case Problem.HasChildren p ->
                status(Code.FAILED_PRECONDITION, p, precondition("children", p.kind(), p.id(), p.message()));
            case Problem.Unknown p -> status(Code.INVALID_ARGUMENT, p, violation(p.field(), p.message()));
            case Problem.InvalidInventory p -> status(Code.INVALID_ARGUMENT, p, violation("inventories", p.message()));
            case Problem.CannotAllocate p ->
                status(
                        Code.FAILED_PRECONDITION,
                        p,
                        precondition(p.rule(), "resource_provider", p.resourceProvider(), p.message()));
            case Problem.NotCancellable p ->
                status(Code.FAILED_PRECONDITION, p, precondition("kind", "operation", p.operation(), p.message()));
            case Problem.Stale p -> status(Code.ABORTED, p, resource(p.kind(), p.id()));
            case Problem.QuotaExceeded p ->
                status(
                        Code.RESOURCE_EXHAUSTED,
                        p,
                        QuotaFailure.newBuilder()
                                .addViolations(QuotaFailure.Violation.newBuilder()
                                        .setSubject(p.resource())
                                        .setDescription(p.message()))
                                .build());
            case Problem.NoValidHost p -> status(Code.RESOURCE_EXHAUSTED, p);
            case Problem.RevisionTooOld p -> status(Code.OUT_OF_RANGE, p);
            case Problem.WatchTooSlow p -> status(Code.ABORTED, p);
            case Problem.Throttled p -> status(Code.RESOURCE_EXHAUSTED, p, retry(p.retryAfter()));
            case Problem.TimedOut p -> status(Code.DEADLINE_EXCEEDED, p);
            case Problem.Unsupported p -> status(Code.UNIMPLEMENTED, p);
            case Problem.Unavailable p -> status(Code.UNAVAILABLE, p, retry(p.retryAfter()));
        };
    }

    /** The reason and facts of a failed call, when the other side said them. */
    public static Optional<ErrorInfo> info(Throwable failure) {
        return StatusProto.fromThrowable(failure) instanceof Status status ? info(status) : Optional.empty();
    }

    /** The reason and facts within a status. */
    public static Optional<ErrorInfo> info(Status status) {
        for (Any detail : status.getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                try {
                    return Optional.of(detail.unpack(ErrorInfo.class));
                } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** After how long the other side of a failed call wants to be asked again, when it said so. */
    public static Optional<java.time.Duration> retryAfter(Throwable failure) {
        if (StatusProto.fromThrowable(failure) instanceof Status status) {
            for (Any detail : status.getDetailsList()) {
                if (detail.is(RetryInfo.class)) {
                    try {
                        Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
                        return Optional.of(java.time.Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
                    } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Status status(Code code, Problem problem, Message... details) {
        var status = Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(problem.message())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(problem.reason())
                        .setDomain(DOMAIN)
                        .putAllMetadata(problem.facts())
                        .build()));
        for (Message detail : details) {
            status.addDetails(Any.pack(detail));
        }
        return status.build();
    }

    private static BadRequest violation(String field, String message) {
        return BadRequest.newBuilder()
                .addFieldViolations(
                        BadRequest.FieldViolation.newBuilder().setField(field).setDescription(message))
                .build();
    }

    private static RetryInfo retry(java.time.Duration after) {
        return RetryInfo.newBuilder()
                .setRetryDelay(
                        Duration.newBuilder().setSeconds(after.toSeconds()).setNanos(after.toNanosPart()))
                .build();
    }

    private static ResourceInfo resource(String kind, String id) {
        return ResourceInfo.newBuilder()
                .setResourceType(kind)
                .setResourceName(id)
                .build();
    }

    private static PreconditionFailure precondition(String type, String kind, String id, String message) {
        return PreconditionFailure.newBuilder()
                .addViolations(PreconditionFailure.Violation.newBuilder()
                        .setType(type)
                        .setSubject(kind + "/" + id)
                        .setDescription(message))
                .build();
    }
}
