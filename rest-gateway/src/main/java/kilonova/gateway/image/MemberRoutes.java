package kilonova.gateway.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.image.v1.AddImageMemberRequest;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import kilonova.image.v1.ListImageMembersRequest;
import kilonova.image.v1.ListImageMembersResponse;
import kilonova.image.v1.MemberStatus;
import kilonova.image.v1.RemoveImageMemberRequest;
import kilonova.image.v1.UpdateImageMemberRequest;

/** The projects that images are shared with. */
final class MemberRoutes {
    private static final int MAX_BYTES = 64 * 1024;

    private MemberRoutes() {}

    static void on(Routes routes) {
        routes.get("/v2/images/{id}/members", MemberRoutes::list)
                .post("/v2/images/{id}/members", MemberRoutes::add)
                .get("/v2/images/{id}/members/{member}", MemberRoutes::show)
                .put("/v2/images/{id}/members/{member}", MemberRoutes::answer)
                .delete("/v2/images/{id}/members/{member}", MemberRoutes::remove);
    }

    private static Answer list(Exchange exchange) {
        ObjectNode view = Json.object();
        var members = view.putArray("members");
        members(exchange).getMembersList().forEach(member -> members.add(ImageView.member(member)));
        view.put("schema", "/v2/schemas/members");
        return Answer.json(200, view);
    }

    private static Answer show(Exchange exchange) {
        String project = exchange.variable("member");
        return members(exchange).getMembersList().stream()
                .filter(member -> member.getProjectId().equals(project))
                .findFirst()
                .map(member -> Answer.json(200, ImageView.member(member)))
                .orElseThrow(() -> HttpFault.of(404, project + " not found in the member list of the image.")
                        .raise());
    }

    private static ListImageMembersResponse members(Exchange exchange) {
        return stub(exchange)
                .listImageMembers(ListImageMembersRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .build());
    }

    private static Answer add(Exchange exchange) {
        var member = stub(exchange)
                .addImageMember(AddImageMemberRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .setProjectId(text(exchange, "member"))
                        .build());
        return Answer.json(200, ImageView.member(member));
    }

    private static Answer answer(Exchange exchange) {
        MemberStatus status =
                switch (text(exchange, "status")) {
                    case "accepted" -> MemberStatus.MEMBER_STATUS_ACCEPTED;
                    case "rejected" -> MemberStatus.MEMBER_STATUS_REJECTED;
                    case "pending" -> MemberStatus.MEMBER_STATUS_PENDING;
                    default -> throw ImageBody.bad("Invalid status: expected pending, accepted or rejected.");
                };
        var member = stub(exchange)
                .updateImageMember(UpdateImageMemberRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .setProjectId(exchange.variable("member"))
                        .setStatus(status)
                        .build());
        return Answer.json(200, ImageView.member(member));
    }

    @SuppressWarnings("CheckReturnValue")
    private static Answer remove(Exchange exchange) {
        stub(exchange)
                .removeImageMember(RemoveImageMemberRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .setProjectId(exchange.variable("member"))
                        .build());
        return Answer.empty(204);
    }

    private static String text(Exchange exchange, String field) {
        JsonNode body = Json.parse(exchange.body(MAX_BYTES))
                .orElseThrow(() -> ImageBody.bad("Malformed JSON in request body."));
        if (body.get(field) instanceof JsonNode value && value.isTextual()) {
            return value.asText();
        }
        throw ImageBody.bad("Expected a JSON object with '" + field + "'.");
    }

    private static ImageServiceBlockingStub stub(Exchange exchange) {
        return exchange.calls().to(ImageServiceGrpc::newBlockingStub);
    }
}
