package kilonova.control.enrollment;

import com.google.protobuf.util.Timestamps;
import kilonova.compute.v1.EnrollNodeResponse;
import kilonova.compute.v1.EnrolledHost;

/** Records of this room as messages. */
final class EnrollmentProto {
    private EnrollmentProto() {}

    static kilonova.compute.v1.Enrollment message(Enrollment enrollment) {
        var message = kilonova.compute.v1.Enrollment.newBuilder()
                .setNodeId(enrollment.pass().nodeId())
                .setName(enrollment.pass().name())
                .setSerialNumber(enrollment.serial())
                .setEnrollTime(Timestamps.fromMicros(enrollment.enrolledAt()))
                .setExpireTime(Timestamps.fromMicros(enrollment.expiresAt()))
                .setRevoked(enrollment.revoked());
        enrollment
                .pass()
                .hosts()
                .forEach((id, name) ->
                        message.addHosts(EnrolledHost.newBuilder().setHostId(id).setName(name)));
        return message.build();
    }

    static EnrollNodeResponse made(Enrollments.Made made) {
        return EnrollNodeResponse.newBuilder()
                .setEnrollment(message(made.enrollment()))
                .setCertificate(made.certificate())
                .setAuthority(made.authority())
                .build();
    }
}
