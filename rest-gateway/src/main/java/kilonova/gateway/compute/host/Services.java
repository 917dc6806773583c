package kilonova.gateway.compute.host;

import static kilonova.gateway.compute.Downgrades.added;
import static kilonova.gateway.compute.Downgrades.since;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import java.util.Optional;
import java.util.regex.Pattern;
import kilonova.compute.v1.ControlService;
import kilonova.compute.v1.DeleteHostRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostView;
import kilonova.compute.v1.ListControlServicesRequest;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.UpdateHostRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Downgrades;
import kilonova.gateway.compute.Microversion;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;

/** The services resource: compute services are hosts, the others are processes of the control plane. */
final class Services {
    private static final String COMPUTE = "nova-compute";
    private static final String HOSTING =
            "Unable to delete compute service that is hosting instances. Migrate or delete the instances first.";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /** {@code serial} is what old versions show as id. */
    private static final Downgrades<Long> STEPS =
            Downgrades.of(since(53, (view, serial) -> view.put("id", serial)), added(11, "forced_down"));

    private Services() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", "/os-services", Services::list)
                .on("PUT", "/os-services/{id}", Services::update)
                .on("DELETE", "/os-services/{id}", Services::delete);
    }

    private static Answer list(ComputeRequest request) {
        Optional<String> binary = request.query("binary");
        Optional<String> host = request.query("host");
        var document = Json.object();
        var list = document.putArray("services");
        if (binary.isEmpty() || !binary.get().equals(COMPUTE)) {
            HostEndpoints.hosts(request)
                    .listControlServices(ListControlServicesRequest.getDefaultInstance())
                    .getServicesList()
                    .stream()
                    .filter(each -> binary.isEmpty() || binary.get().equals(each.getBinary()))
                    .filter(each -> host.isEmpty() || host.get().equals(each.getHost()))
                    .forEach(each -> list.add(view(each, request.version())));
        }
        if (binary.isEmpty() || binary.get().equals(COMPUTE)) {
            var query = ListHostsRequest.newBuilder()
                    .setName(host.orElse(""))
                    .setView(HostView.HOST_VIEW_SERVICE)
                    .build();
            HostEndpoints.all(request, query).forEach(each -> list.add(view(each, request.version())));
        }
        return Answer.json(request.success(), document);
    }

    private static ObjectNode view(Host host, Microversion version) {
        var view = Json.object()
                .put("id", host.getId())
                .put("binary", COMPUTE)
                .put("host", host.getName())
                .put("zone", host.getZone())
                .put("status", host.getEnabled() ? "enabled" : "disabled")
                .put("state", host.getUp() && !host.getForcedDown() ? "up" : "down")
                .put("forced_down", host.getForcedDown());
        Values.putOrNull(view, "disabled_reason", host.getDisabledReason());
        Times.put(view, "updated_at", host.hasUpdateTime(), host.getUpdateTime());
        return STEPS.to(version, view, host.getSerial());
    }

    private static ObjectNode view(ControlService service, Microversion version) {
        var view = Json.object()
                .put("id", service.getId())
                .put("binary", service.getBinary())
                .put("host", service.getHost())
                .put("zone", "internal")
                .put("status", "enabled")
                .put("state", service.getUp() ? "up" : "down")
                .put("forced_down", false)
                .putNull("disabled_reason");
        Times.put(view, "updated_at", service.hasUpdateTime(), service.getUpdateTime());
        return STEPS.to(version, view, service.getSerial());
    }

    private static Answer update(ComputeRequest request) {
        var document = Json.object();
        document.set("service", request.atLeast(53) ? byId(request) : byVerb(request));
        return Answer.json(request.success(), document);
    }

    private static ObjectNode byId(ComputeRequest request) {
        Hypervisors.requireUuid(request.variable("id"));
        JsonNode body = request.body();
        Optional<String> status = Values.text(body, "status");
        Optional<String> reason = Values.text(body, "disabled_reason");
        if (status.isEmpty() && !body.has("forced_down")) {
            throw HttpFault.of(400, "No updates were requested. Fields 'status' or 'forced_down' should be specified.")
                    .raise();
        }
        if (reason.isPresent() && !status.orElse("").equals("disabled")) {
            throw HttpFault.of(400, "Specifying 'disabled_reason' when status is 'enabled' is invalid.")
                    .raise();
        }
        var change = Host.newBuilder().setId(request.variable("id"));
        var mask = FieldMask.newBuilder();
        status.ifPresent(each -> enable(change, mask, each.equals("enabled"), reason.orElse("")));
        if (body.has("forced_down")) {
            change.setForcedDown(Values.truth(body, "forced_down"));
            mask.addPaths("forced_down");
        }
        return view(save(request, change, mask), request.version());
    }

    private static void enable(Host.Builder change, FieldMask.Builder mask, boolean enabled, String reason) {
        change.setEnabled(enabled).setDisabledReason(reason);
        mask.addPaths("enabled").addPaths("disabled_reason");
    }

    private static Host save(ComputeRequest request, Host.Builder change, FieldMask.Builder mask) {
        return HostEndpoints.hosts(request)
                .updateHost(UpdateHostRequest.newBuilder()
                        .setHost(change)
                        .setUpdateMask(mask)
                        .build());
    }

    /** Compute services alone can be deleted: the others come and go with the processes that they are in. */
    private static Answer delete(ComputeRequest request) {
        String id = request.variable("id");
        String host =
                hostOf(request, id).orElseThrow(() -> noCompute(request, id).raise());
        ProblemFault.telling(
                problem -> switch (problem.getReason()) {
                    case "NotFound" -> Optional.of(noCompute(request, id));
                    case "InUse", "HasChildren" -> Optional.of(HttpFault.of(409, HOSTING));
                    default -> Optional.empty();
                },
                () -> HostEndpoints.hosts(request)
                        .deleteHost(DeleteHostRequest.newBuilder().setId(host).build()));
        return Answer.empty(request.success());
    }

    /** The host's id of a compute service, which old versions call by its number; empty when no host has the number. */
    private static Optional<String> hostOf(ComputeRequest request, String id) {
        if (request.atLeast(53)) {
            Hypervisors.requireUuid(id);
            return Optional.of(id);
        }
        if (!NUMBER.matcher(id).matches()) {
            throw HttpFault.of(400, "id must be an integer").raise();
        }
        var all = ListHostsRequest.newBuilder().setView(HostView.HOST_VIEW_SERVICE);
        return HostEndpoints.all(request, all.build()).stream()
                .filter(each -> Long.toString(each.getSerial()).equals(id))
                .map(Host::getId)
                .findFirst();
    }

    private static HttpFault noCompute(ComputeRequest request, String id) {
        return HostEndpoints.hosts(request)
                .listControlServices(ListControlServicesRequest.getDefaultInstance())
                .getServicesList()
                .stream()
                .filter(each -> id.equals(each.getId()) || id.equals(Long.toString(each.getSerial())))
                .findFirst()
                .map(each -> HttpFault.of(
                        409,
                        "Service " + id + " is part of a control plane process and cannot be deleted: "
                                + each.getBinary() + " on " + each.getHost() + "."))
                .orElse(HttpFault.of(404, "Service " + id + " not found."));
    }

    /** Before services had ids: the verb is in the path, the service in the body. */
    private static ObjectNode byVerb(ComputeRequest request) {
        JsonNode body = request.body();
        String host = Values.textOr(body, "host", "");
        String binary = Values.textOr(body, "binary", "");
        var change = Host.newBuilder();
        var mask = FieldMask.newBuilder();
        var view = Json.object().put("host", host).put("binary", binary);
        switch (request.variable("id")) {
            case "enable" -> {
                enable(change, mask, true, "");
                view.put("status", "enabled");
            }
            case "disable" -> {
                enable(change, mask, false, "");
                view.put("status", "disabled");
            }
            case "disable-log-reason" -> {
                String reason = Values.text(body, "disabled_reason").orElseThrow(() -> missing("disabled_reason"));
                enable(change, mask, false, reason);
                view.put("status", "disabled").put("disabled_reason", reason);
            }
            case "force-down" -> {
                if (!request.atLeast(11)) {
                    throw unknownVerb();
                }
                if (!body.has("forced_down")) {
                    throw missing("forced_down");
                }
                boolean down = Values.truth(body, "forced_down");
                change.setForcedDown(down);
                mask.addPaths("forced_down");
                view.put("forced_down", down);
            }
            default -> throw unknownVerb();
        }
        if (!binary.equals(COMPUTE)) {
            throw HttpFault.of(404, "Could not find binary " + binary + " on host " + host + ".")
                    .raise();
        }
        save(request, change.setId(host), mask);
        return view;
    }

    private static RuntimeException missing(String field) {
        return HttpFault.of(400, "Missing " + field + " field").raise();
    }

    private static RuntimeException unknownVerb() {
        return HttpFault.of(404, "Unknown action").raise();
    }
}
