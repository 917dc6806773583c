package kilonova.gateway.compute.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import kilonova.compute.v1.GetConsoleOutputRequest;
import kilonova.compute.v1.RebootKind;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Json;

/** What can be done to a server by {@code POST …/action}. */
final class ServerActions {
    private ServerActions() {}

    static void bind(Bindings bindings) {
        for (String path : List.of("/servers/{id}/action", "/os-volumes_boot/{id}/action")) {
            bindings.action(path, "os-start", ServerActions::start)
                    .action(path, "os-stop", ServerActions::stop)
                    .action(path, "reboot", ServerActions::reboot);
        }
        bindings.action("/servers/{id}/action", "os-getConsoleOutput", ServerActions::consoleOutput);
    }

    private static Answer start(ComputeRequest request) {
        ServerEndpoints.servers(request)
                .startServer(StartServerRequest.newBuilder()
                        .setId(request.variable("id"))
                        .build());
        return Answer.empty(request.success());
    }

    private static Answer stop(ComputeRequest request) {
        ServerEndpoints.servers(request)
                .stopServer(StopServerRequest.newBuilder()
                        .setId(request.variable("id"))
                        .build());
        return Answer.empty(request.success());
    }

    private static Answer reboot(ComputeRequest request) {
        String type = Values.textOr(request.body().path("reboot"), "type", "");
        ServerEndpoints.servers(request)
                .rebootServer(RebootServerRequest.newBuilder()
                        .setId(request.variable("id"))
                        .setKind(
                                type.equalsIgnoreCase("HARD")
                                        ? RebootKind.REBOOT_KIND_HARD
                                        : RebootKind.REBOOT_KIND_SOFT)
                        .build());
        return Answer.empty(request.success());
    }

    private static Answer consoleOutput(ComputeRequest request) {
        JsonNode wanted = request.body().path("os-getConsoleOutput");
        var call = GetConsoleOutputRequest.newBuilder().setId(request.variable("id"));
        if (wanted.hasNonNull("length")) {
            call.setLines(Values.number(wanted.get("length")));
        }
        var output = ServerEndpoints.servers(request).getConsoleOutput(call.build());
        return Answer.json(request.success(), Json.object().put("output", output.getOutput()));
    }
}
