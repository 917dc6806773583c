package kilonova.control.enrollment;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import kilonova.compute.v1.EnrollNodeRequest;
import kilonova.compute.v1.EnrollNodeResponse;
import kilonova.compute.v1.EnrollmentServiceGrpc;
import kilonova.compute.v1.GetEnrollmentRequest;
import kilonova.compute.v1.ListEnrollmentsRequest;
import kilonova.compute.v1.ListEnrollmentsResponse;
import kilonova.compute.v1.RevokeNodeRequest;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Requests;

/** Wire in, wire out for nodes that may join. */
public final class EnrollmentApi extends EnrollmentServiceGrpc.EnrollmentServiceImplBase {
    private static final int USUAL_DAYS = 365;

    private final Enrollments enrollments;
    private final Requests requests;

    public EnrollmentApi(Enrollments enrollments, Requests requests) {
        this.enrollments = enrollments;
        this.requests = requests;
    }

    @Override
    public void getEnrollment(GetEnrollmentRequest request, StreamObserver<kilonova.compute.v1.Enrollment> out) {
        Unary.reply(out, () -> EnrollmentProto.message(enrollments.get(who(), request.getName())));
    }

    @Override
    public void listEnrollments(ListEnrollmentsRequest request, StreamObserver<ListEnrollmentsResponse> out) {
        Unary.reply(out, () -> {
            Enrollments.Page page = enrollments.list(
                    who(),
                    Paging.place(request.getPageToken(), request, who()).orElse(""),
                    Paging.size(request.getPageSize()));
            var response = ListEnrollmentsResponse.newBuilder();
            page.enrollments().forEach(each -> response.addEnrollments(EnrollmentProto.message(each)));
            page.next().ifPresent(last -> response.setNextPageToken(Paging.token(last, request, who())));
            return response.build();
        });
    }

    @Override
    public void enrollNode(EnrollNodeRequest request, StreamObserver<EnrollNodeResponse> out) {
        Unary.reply(out, () -> {
            var order = new Enrollments.Order(
                    request.getName(),
                    request.getHostsList(),
                    request.getPublicKey(),
                    Duration.ofDays(request.getDays() == 0 ? USUAL_DAYS : request.getDays()));
            return enrollments.enroll(
                    who(),
                    order,
                    requests.once(who(), request, EnrollNodeResponse.getDefaultInstance(), EnrollmentProto::made));
        });
    }

    @Override
    public void revokeNode(RevokeNodeRequest request, StreamObserver<kilonova.compute.v1.Enrollment> out) {
        Unary.reply(
                out,
                () -> enrollments.revoke(
                        who(),
                        request.getName(),
                        requests.once(
                                who(),
                                request,
                                kilonova.compute.v1.Enrollment.getDefaultInstance(),
                                EnrollmentProto::message)));
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
