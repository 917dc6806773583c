package kilonova.gateway.compute;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which call each of Nova's samples belongs to, for the calls that are served. */
final class Samples {
    private static final String SERVER = "/servers/" + Resources.SERVER_ID;
    private static final String ACTIONS = SERVER + "/os-instance-actions";
    private static final String IMAGE = "/images/" + Resources.IMAGE_ID;
    private static final String USAGE = "/os-simple-tenant-usage";
    private static final String SPAN = "?start=2012-10-08T20:10:44&end=2012-10-08T21:10:44";
    private static final String HYPERVISOR_ID = "1bb62a04-c576-402c-8147-9e89757a09e3";
    private static final String HOST_ID = "e81d66a4-ddd3-4aba-8a84-171d1cb4d339";
    private static final Pattern VERSION = Pattern.compile("/v2\\.(\\d+)/");

    /**
     * A call and its samples; those of each version are looked for in the version's folder.
     *
     * @param request the name of the request's sample; empty when the call has no body
     * @param response the name of the response's sample; empty when the answer has no body
     */
    record Call(String folder, String request, String response, String method, String path) {}

    /** A call with the samples of one version; paths below the reference. */
    record Sample(Call call, Microversion version, Optional<String> request, Optional<String> response) {
        @Override
        public String toString() {
            return call.method() + " " + version + " "
                    + request.or(() -> response).orElse("");
        }
    }

    private static final List<Call> CALLS = List.of(
            call("servers", "server-create-req", "server-create-resp", "POST", "/servers"),
            call("servers", "server-create-req-with-host-and-node", "server-create-resp", "POST", "/servers"),
            call("servers", "server-create-req-with-only-host", "server-create-resp", "POST", "/servers"),
            call("servers", "server-create-req-with-only-node", "server-create-resp", "POST", "/servers"),
            call("os-multiple-create", "multiple-create-post-req", "multiple-create-post-resp", "POST", "/servers"),
            call(
                    "os-multiple-create",
                    "multiple-create-no-resv-post-req",
                    "multiple-create-no-resv-post-resp",
                    "POST",
                    "/servers"),
            call("servers", "", "server-get-resp", "GET", SERVER),
            call("servers", "", "servers-list-resp", "GET", "/servers"),
            call("servers", "", "servers-list-with-changes-before", "GET", "/servers?changes-before=2030-01-01"),
            call("servers", "", "servers-list-status-resp", "GET", "/servers?status=active&status=error"),
            call("servers", "", "servers-details-resp", "GET", "/servers/detail"),
            call(
                    "servers",
                    "",
                    "servers-details-with-changes-before",
                    "GET",
                    "/servers/detail?changes-before=2030-01-01"),
            call("servers", "server-update-req", "server-update-resp", "PUT", SERVER),
            call("servers", "server-put-req", "server-put-resp", "PUT", SERVER),
            call("servers", "server-action-start", "", "POST", SERVER + "/action"),
            call("servers", "server-action-stop", "", "POST", SERVER + "/action"),
            call("servers", "server-action-reboot", "", "POST", SERVER + "/action"),
            call(
                    "os-console-output",
                    "console-output-post-req",
                    "console-output-post-resp",
                    "POST",
                    SERVER + "/action"),
            call("server-ips", "", "server-ips-resp", "GET", SERVER + "/ips"),
            call("server-ips", "", "server-ips-network-resp", "GET", SERVER + "/ips/private"),
            call("server-metadata", "", "server-metadata-all-resp", "GET", SERVER + "/metadata"),
            call("server-metadata", "", "server-metadata-resp", "GET", SERVER + "/metadata/My%20Server%20Name"),
            call(
                    "server-metadata",
                    "server-metadata-all-req",
                    "server-metadata-all-resp",
                    "POST",
                    SERVER + "/metadata"),
            call("server-metadata", "server-metadata-all-req", "server-metadata-all-resp", "PUT", SERVER + "/metadata"),
            call("server-metadata", "server-metadata-req", "server-metadata-resp", "PUT", SERVER + "/metadata/foo"),
            call("os-server-tags", "server-tags-put-all-req", "server-tags-put-all-resp", "PUT", SERVER + "/tags"),
            call("os-server-tags", "", "server-tags-index-resp", "GET", SERVER + "/tags"),
            call("os-server-tags", "", "server-tags-show-details-resp", "GET", SERVER),
            call("os-server-tags", "", "servers-tags-details-resp", "GET", "/servers/detail"),
            call("os-instance-actions", "", "instance-actions-list-resp", "GET", ACTIONS),
            call("os-instance-actions", "", "instance-actions-list-with-limit-resp", "GET", ACTIONS),
            call("os-instance-actions", "", "instance-actions-list-with-marker-resp", "GET", ACTIONS + "?marker=req-1"),
            call(
                    "os-instance-actions",
                    "",
                    "instance-actions-list-with-changes-since",
                    "GET",
                    ACTIONS + "?changes-since=2018-04-25T01:26:29"),
            call(
                    "os-instance-actions",
                    "",
                    "instance-actions-list-with-changes-before",
                    "GET",
                    ACTIONS + "?changes-before=2018-04-25T01:26:29"),
            call("os-instance-actions", "", "instance-action-get-resp", "GET", ACTIONS + "/" + Resources.TRACE),
            call(
                    "os-instance-actions",
                    "",
                    "instance-action-get-non-admin-resp",
                    "GET",
                    ACTIONS + "/" + Resources.TRACE),
            call("flavors", "", "flavor-get-resp", "GET", "/flavors/1"),
            call("flavors", "", "flavors-list-resp", "GET", "/flavors?sort_key=name&sort_dir=asc"),
            call("flavors", "", "flavors-detail-resp", "GET", "/flavors/detail"),
            call("flavor-manage", "flavor-create-post-req", "flavor-create-post-resp", "POST", "/flavors"),
            call("flavor-manage", "flavor-update-req", "flavor-update-resp", "PUT", "/flavors/1"),
            call("flavor-access", "flavor-create-req", "", "POST", "/flavors"),
            call(
                    "flavor-access",
                    "flavor-access-add-tenant-req",
                    "flavor-access-add-tenant-resp",
                    "POST",
                    "/flavors/10/action"),
            call("flavor-access", "", "flavor-access-list-resp", "GET", "/flavors/10/os-flavor-access"),
            call(
                    "flavor-access",
                    "flavor-access-remove-tenant-req",
                    "flavor-access-remove-tenant-resp",
                    "POST",
                    "/flavors/10/action"),
            call(
                    "flavor-extra-specs",
                    "flavor-extra-specs-create-req",
                    "flavor-extra-specs-create-resp",
                    "POST",
                    "/flavors/1/os-extra_specs"),
            call("flavor-extra-specs", "", "flavor-extra-specs-list-resp", "GET", "/flavors/1/os-extra_specs"),
            call(
                    "flavor-extra-specs",
                    "",
                    "flavor-extra-specs-get-resp",
                    "GET",
                    "/flavors/1/os-extra_specs/hw:numa_nodes"),
            call(
                    "flavor-extra-specs",
                    "flavor-extra-specs-update-req",
                    "flavor-extra-specs-update-resp",
                    "PUT",
                    "/flavors/1/os-extra_specs/hw:numa_nodes"),
            call("os-keypairs", "", "keypairs-list-resp", "GET", "/os-keypairs"),
            call("os-keypairs", "", "keypairs-list-user1-resp", "GET", "/os-keypairs?user_id=user1&marker=k"),
            call("os-keypairs", "", "keypairs-list-user2-resp", "GET", "/os-keypairs?user_id=user2&marker=k"),
            call("os-keypairs", "", "keypairs-get-resp", "GET", "/os-keypairs/keypair-1"),
            call("os-keypairs", "keypairs-post-req", "keypairs-post-resp", "POST", "/os-keypairs"),
            call("os-keypairs", "keypairs-import-post-req", "keypairs-import-post-resp", "POST", "/os-keypairs"),
            call("limits", "", "limit-get-resp", "GET", "/limits"),
            call("os-quota-sets", "", "quotas-show-get-resp", "GET", "/os-quota-sets/fake_tenant"),
            call("os-quota-sets", "", "user-quotas-show-get-resp", "GET", "/os-quota-sets/fake_tenant?user_id=1"),
            call("os-quota-sets", "", "quotas-show-defaults-get-resp", "GET", "/os-quota-sets/fake_tenant/defaults"),
            call("os-quota-sets", "", "quotas-show-detail-get-resp", "GET", "/os-quota-sets/fake_tenant/detail"),
            call(
                    "os-quota-sets",
                    "quotas-update-post-req",
                    "quotas-update-post-resp",
                    "PUT",
                    "/os-quota-sets/fake_tenant"),
            call(
                    "os-quota-sets",
                    "quotas-update-force-post-req",
                    "quotas-update-force-post-resp",
                    "PUT",
                    "/os-quota-sets/fake_tenant"),
            call(
                    "os-quota-sets",
                    "user-quotas-update-post-req",
                    "user-quotas-update-post-resp",
                    "PUT",
                    "/os-quota-sets/fake_tenant?user_id=1"),
            call("os-quota-class-sets", "", "quota-classes-show-get-resp", "GET", "/os-quota-class-sets/default"),
            call(
                    "os-quota-class-sets",
                    "quota-classes-update-post-req",
                    "quota-classes-update-post-resp",
                    "PUT",
                    "/os-quota-class-sets/default"),
            call("os-hypervisors", "", "hypervisors-list-resp", "GET", "/os-hypervisors"),
            call("os-hypervisors", "", "hypervisors-detail-resp", "GET", "/os-hypervisors/detail"),
            call(
                    "os-hypervisors",
                    "",
                    "hypervisors-detail-with-servers-resp",
                    "GET",
                    "/os-hypervisors/detail?with_servers=1"),
            call("os-hypervisors", "", "hypervisors-show-resp", "GET", "/os-hypervisors/" + HYPERVISOR_ID),
            call(
                    "os-hypervisors",
                    "",
                    "hypervisors-show-with-servers-resp",
                    "GET",
                    "/os-hypervisors/" + HYPERVISOR_ID + "?with_servers=1"),
            call("os-hypervisors", "", "hypervisors-search-resp", "GET", "/os-hypervisors/fake/search"),
            call("os-hypervisors", "", "hypervisors-with-servers-resp", "GET", "/os-hypervisors/fake/servers"),
            call("os-hypervisors", "", "hypervisors-statistics-resp", "GET", "/os-hypervisors/statistics"),
            call(
                    "os-hypervisors",
                    "",
                    "hypervisors-uptime-resp",
                    "GET",
                    "/os-hypervisors/" + HYPERVISOR_ID + "/uptime"),
            call("os-services", "", "services-list-get-resp", "GET", "/os-services"),
            call("os-services", "service-enable-put-req", "service-enable-put-resp", "PUT", "/os-services/enable"),
            call("os-services", "service-disable-put-req", "service-disable-put-resp", "PUT", "/os-services/disable"),
            call(
                    "os-services",
                    "service-disable-log-put-req",
                    "service-disable-log-put-resp",
                    "PUT",
                    "/os-services/disable-log-reason"),
            call(
                    "os-services",
                    "service-force-down-put-req",
                    "service-force-down-put-resp",
                    "PUT",
                    "/os-services/force-down"),
            call("os-aggregates", "", "aggregates-list-get-resp", "GET", "/os-aggregates"),
            call("os-aggregates", "aggregate-post-req", "aggregate-post-resp", "POST", "/os-aggregates"),
            call("os-aggregates", "", "aggregates-get-resp", "GET", "/os-aggregates/1"),
            call("os-aggregates", "aggregate-update-post-req", "aggregate-update-post-resp", "PUT", "/os-aggregates/1"),
            call(
                    "os-aggregates",
                    "aggregate-add-host-post-req",
                    "aggregates-add-host-post-resp",
                    "POST",
                    "/os-aggregates/1/action"),
            call(
                    "os-aggregates",
                    "aggregate-remove-host-post-req",
                    "aggregates-remove-host-post-resp",
                    "POST",
                    "/os-aggregates/1/action"),
            call(
                    "os-aggregates",
                    "aggregate-metadata-post-req",
                    "aggregates-metadata-post-resp",
                    "POST",
                    "/os-aggregates/1/action"),
            call("os-simple-tenant-usage", "", "simple-tenant-usage-get", "GET", USAGE + SPAN),
            call("os-simple-tenant-usage", "", "simple-tenant-usage-get-detail", "GET", USAGE + SPAN + "&detailed=1"),
            call("os-simple-tenant-usage", "", "simple-tenant-usage-get-all", "GET", USAGE + SPAN + "&detailed=1"),
            call(
                    "os-simple-tenant-usage",
                    "",
                    "simple-tenant-usage-get-specific",
                    "GET",
                    USAGE + "/" + Resources.PROJECT + SPAN),
            call("images", "", "image-get-resp", "GET", IMAGE),
            call("images", "", "images-list-get-resp", "GET", "/images"),
            call("images", "", "images-details-get-resp", "GET", "/images/detail"),
            call("images", "", "image-metadata-get-resp", "GET", IMAGE + "/metadata"),
            call("images", "image-metadata-post-req", "image-metadata-post-resp", "POST", IMAGE + "/metadata"),
            call("images", "image-metadata-put-req", "image-metadata-put-resp", "PUT", IMAGE + "/metadata"),
            call("images", "", "image-meta-key-get", "GET", IMAGE + "/metadata/kernel_id"),
            call(
                    "images",
                    "image-meta-key-put-req",
                    "image-meta-key-put-resp",
                    "PUT",
                    IMAGE + "/metadata/auto_disk_config"),
            call("os-hosts", "", "hosts-list-resp", "GET", "/os-hosts"),
            call("os-hosts", "", "host-get-resp", "GET", "/os-hosts/host1"),
            call("os-availability-zone", "", "availability-zone-list-resp", "GET", "/os-availability-zone"),
            call("os-availability-zone", "", "availability-zone-detail-resp", "GET", "/os-availability-zone/detail"),
            call("extension-info", "", "extensions-list-resp", "GET", "/extensions"),
            call("extension-info", "", "extensions-get-resp", "GET", "/extensions/os-agents"),
            call("versions", "", "v21-version-get-resp", "GET", "/"),
            call("versions", "", "v21-version-get-resp", "GET", "/versions/v2.1"));

    /** What no cloud without cells can answer: samples of a cell that is down. */
    private static final List<String> DOWN_CELLS = List.of(
            "servers/v2.69/server-get-resp.json",
            "servers/v2.69/servers-list-resp.json",
            "servers/v2.69/servers-details-resp.json",
            "os-services/v2.69/services-list-get-resp.json");

    /** What Nova itself refuses: prose samples that were never sent, and one that shows what is no longer taken. */
    static final List<String> REFUSED = List.of(
            "servers/v2.90/server-create-req.json",
            "servers/v2.94/server-create-req.json",
            "os-keypairs/v2.92/keypairs-post-req.json");

    private Samples() {}

    private static Call call(String folder, String request, String response, String method, String path) {
        return new Call(folder, request, response, method, path);
    }

    static List<Sample> all(Reference reference) {
        return CALLS.stream().flatMap(call -> versions(reference, call)).toList();
    }

    private static Stream<Sample> versions(Reference reference, Call call) {
        String main = call.request().isEmpty() ? call.response() : call.request();
        return reference.files("api_samples/" + call.folder()).stream()
                .filter(each -> each.endsWith("/" + main + ".json"))
                .filter(each ->
                        Stream.concat(DOWN_CELLS.stream(), REFUSED.stream()).noneMatch(each::endsWith))
                .map(each -> sample(reference, call, each));
    }

    private static Sample sample(Reference reference, Call call, String main) {
        var found = VERSION.matcher(main);
        var version = found.find() ? new Microversion(Integer.parseInt(found.group(1))) : Microversion.OLDEST;
        String folder = main.substring(0, main.lastIndexOf('/') + 1);
        return new Sample(
                at(call, version),
                version,
                call.request().isEmpty() ? Optional.empty() : Optional.of(main),
                Optional.of(folder + call.response() + ".json").filter(reference::has));
    }

    /** The call as it is spelled in this version. */
    static Call at(Call call, Microversion version) {
        return new Call(call.folder(), call.request(), call.response(), call.method(), path(call, version));
    }

    private static String path(Call call, Microversion version) {
        String path = call.path();
        if (path.startsWith("/os-services/")) {
            return version.atLeast(53) ? "/os-services/" + HOST_ID : path;
        }
        if (path.startsWith("/os-hypervisors/") && !version.atLeast(53)) {
            return path.replace(HYPERVISOR_ID, "1").replaceAll("\\?.*", "");
        }
        return switch (version.atLeast(53) ? path : "") {
            case "/os-hypervisors/fake/search" -> "/os-hypervisors?hypervisor_hostname_pattern=fake";
            case "/os-hypervisors/fake/servers" -> "/os-hypervisors?with_servers=true";
            default -> path;
        };
    }
}
