package kilonova.gateway.compute.host;

import static kilonova.gateway.compute.Downgrades.added;
import static kilonova.gateway.compute.Downgrades.since;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import kilonova.compute.v1.ControlService;
import kilonova.compute.v1.DeleteControlServiceRequest;
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
                .put("id", host.getServiceId())
                .put("binary", COMPUTE)
                .put("host", host.getName())
                .put("zone", host.getZone())
                .put("status", host.getEnabled() ? "enabled" : "disabled")
                .put("state", host.getUp() && !host.getForcedDown() ? "up" : "down")
                .put("forced_down", host.getForcedDown());
        Values.putOrNull(view, "disabled_reason", host.getDisabledReason());
        Times.put(view, "updated_at", host.hasLastSeenTime(), host.getLastSeenTime());
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
        String id = request.variable("id");
        Hypervisors.requireUuid(id);
        Host host = ofService(request, id).orElseThrow(() -> notCompute(request, id));
        JsonNode body = request.body();
        Optional<String> status = Values.text(body, "status");
        Optional<String> reason = Values.text(body, "disabled_reason");
        if (status.isEmpty() && !body.has("forced_down")) {
            throw HttpFault.of(400, "No updates were requested. Fields 'status' or 'forced_down' should be specified.")
                    .raise();
        }
        if (reason.isPresent() && status.orElse("").equals("enabled")) {
            throw HttpFault.of(400, "Specifying 'disabled_reason' when status is 'enabled' is invalid.")
                    .raise();
        }
        var change = Host.newBuilder().setId(host.getId());
        var mask = FieldMask.newBuilder();
        status.ifPresent(each -> enable(change, mask, each.equals("enabled"), reason.orElse("")));
        if (body.has("forced_down")) {
            change.setForcedDown(Values.truth(body, "forced_down"));
            mask.addPaths("forced_down");
        }
        return view(save(request, change, mask), request.version());
    }

    /** Why what has the id cannot be updated: it is another service than a compute service, or there is none. */
    private static RuntimeException notCompute(ComputeRequest request, String id) {
        return control(request, id)
                .map(each -> HttpFault.of(
                        400,
                        "Updating a " + each.getBinary()
                                + " service is not supported. Only nova-compute services can be updated."))
                .orElseGet(() -> HttpFault.of(404, "Service " + id + " could not be found."))
                .raise();
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

    /**
     * A process of the control plane that lives no longer is forgotten. One that lives says again what it runs, so its services
     * stay; Nova would show them again once the process is started anew.
     */
    private static Answer delete(ComputeRequest request) {
        String id = request.variable("id");
        Optional<Host> host = request.atLeast(53) ? withUuid(request, id) : numbered(request, id);
        HttpFault missing = HttpFault.of(404, "Service " + id + " not found.");
        ProblemFault.telling(
                problem -> switch (problem.getReason()) {
                    case "NotFound" -> Optional.of(missing);
                    case "InUse", "HasChildren" -> Optional.of(HttpFault.of(409, HOSTING));
                    default -> Optional.empty();
                },
                () -> host.isPresent()
                        ? HostEndpoints.hosts(request)
                                .deleteHost(DeleteHostRequest.newBuilder()
                                        .setId(host.get().getId())
                                        .build())
                        : HostEndpoints.hosts(request)
                                .deleteControlService(DeleteControlServiceRequest.newBuilder()
                                        .setId(control(request, id)
                                                .map(ControlService::getId)
                                                .orElse(id))
                                        .build()));
        return Answer.empty(request.success());
    }

    private static Optional<Host> withUuid(ComputeRequest request, String id) {
        Hypervisors.requireUuid(id);
        return ofService(request, id);
    }

    /** Old versions call a service by its number. */
    private static Optional<Host> numbered(ComputeRequest request, String id) {
        if (!NUMBER.matcher(id).matches()) {
            throw HttpFault.of(400, "Invalid input received: id must be an integer")
                    .raise();
        }
        var all = ListHostsRequest.newBuilder().setView(HostView.HOST_VIEW_SERVICE);
        return HostEndpoints.all(request, all.build()).stream()
                .filter(each -> Long.toString(each.getSerial()).equals(id))
                .findFirst();
    }

    /** The host whose compute service has the id. */
    private static Optional<Host> ofService(ComputeRequest request, String id) {
        return HostEndpoints.hosts(request)
                .listHosts(ListHostsRequest.newBuilder()
                        .setServiceId(id.toLowerCase(Locale.ROOT))
                        .setView(HostView.HOST_VIEW_SERVICE)
                        .build())
                .getHostsList()
                .stream()
                .findFirst();
    }

    /** The service of the control plane that has the id, or in old versions the number. */
    private static Optional<ControlService> control(ComputeRequest request, String id) {
        return HostEndpoints.hosts(request)
                .listControlServices(ListControlServicesRequest.getDefaultInstance())
                .getServicesList()
                .stream()
                .filter(each -> id.equalsIgnoreCase(each.getId())
                        || !request.atLeast(53) && id.equals(Long.toString(each.getSerial())))
                .findFirst();
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
        ProblemFault.telling(
                problem -> problem.getReason().equals("NotFound")
                        ? Optional.of(HttpFault.of(404, "Host '" + host + "' is not mapped to any cell"))
                        : Optional.empty(),
                () -> save(request, change.setId(host), mask));
        return view;
    }

    private static RuntimeException missing(String field) {
        return HttpFault.of(400, "Missing " + field + " field").raise();
    }

    private static RuntimeException unknownVerb() {
        return HttpFault.of(404, "Unknown action").raise();
    }
}
