package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.longrunning.Operation;
import com.google.protobuf.Message;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import kilonova.compute.v1.OperationMetadata;
import kilonova.control.edge.Refusal;
import kilonova.control.store.RowCounts;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** What is wrong with a request is told by code, reason and field, and leaves every table as it was. */
@EveryDatabase
final class BadInputTest {
    private static final String NOBODY = "00000000-0000-4000-8000-0000000000ff";
    private static final String SPEC =
            "name: 'n' flavor_id: '1' image_id: '$image' network_choice: NETWORK_CHOICE_NONE";

    /**
     * Who asks what, and what is told: code, reason, field (empty for none). {@code $server}, {@code $operation} and
     * {@code $image} are those of project {@code p1}; {@code *N} after a text repeats it.
     */
    private static final String TABLE = """
            p1:member  | GetServer                                              | INVALID_ARGUMENT    | Invalid      | id
            p1:member  | GetServer id: 'nonsense'                               | NOT_FOUND           | NotFound     |
            p1:member  | GetServer id: '$nobody'                                | NOT_FOUND           | NotFound     |
            p2:member  | GetServer id: '$server'                                | NOT_FOUND           | NotFound     |
            p2:member  | DeleteServer id: '$server'                             | NOT_FOUND           | NotFound     |
            p2:member  | StopServer id: '$server'                               | NOT_FOUND           | NotFound     |
            p2:member  | StartServer id: '$server'                              | NOT_FOUND           | NotFound     |
            p2:member  | RebootServer id: '$server' kind: REBOOT_KIND_HARD      | NOT_FOUND           | NotFound     |
            p2:member  | UpdateServer server {id: '$server' name: 'mine'}       | NOT_FOUND           | NotFound     |
            p2:member  | GetConsoleOutput id: '$server'                         | NOT_FOUND           | NotFound     |
            p2:member  | GetOperation id: '$operation'                          | NOT_FOUND           | NotFound     |
            p1:reader  | StopServer id: '$server'                               | PERMISSION_DENIED   | Forbidden    |
            p1:reader  | CreateServer server {$spec}                            | PERMISSION_DENIED   | Forbidden    |
            p1:member  | StopServer                                             | INVALID_ARGUMENT    | Invalid      | id
            p1:member  | StopServer id: '$server' request_id: 'nonsense'        | INVALID_ARGUMENT    | Invalid      | request_id
            p1:member  | StopServer id: '$server' etag: '999'                   | ABORTED             | Stale        |
            p1:member  | RebootServer id: '$server'                             | INVALID_ARGUMENT    | Invalid      | kind
            p1:member  | RebootServer id: '$server' kind: 99                    | INVALID_ARGUMENT    | Invalid      | kind
            p1:member  | CreateServer                                           | INVALID_ARGUMENT    | Invalid      | server
            p1:member  | CreateServer server {flavor_id: '1'}                   | INVALID_ARGUMENT    | Invalid      | server.name
            p1:member  | CreateServer server {name: 'x*256' flavor_id: '1'}     | INVALID_ARGUMENT    | Invalid      | server.name
            p1:member  | CreateServer server {name: 'n'}                        | INVALID_ARGUMENT    | Invalid      | server.flavor_id
            p1:member  | CreateServer server {name: 'n' flavor_id: 'none'}      | INVALID_ARGUMENT    | Invalid      | flavor_id
            p1:member  | CreateServer server {name: 'n' flavor_id: '1'}         | INVALID_ARGUMENT    | Invalid      | image_id
            p1:member  | CreateServer server {name: 'n' flavor_id: '1' image_id: '$nobody'} | INVALID_ARGUMENT | Invalid | image_id
            p1:member  | CreateServer server {$spec key_name: 'none'}           | INVALID_ARGUMENT    | Invalid      | key_name
            p1:member  | CreateServer server {$spec zone: 'none'}               | INVALID_ARGUMENT    | Invalid      | zone
            p1:member  | CreateServer server {$spec user_data: '%%%'}           | INVALID_ARGUMENT    | Invalid      | user_data
            p1:member  | CreateServer server {$spec user_data: 'x*65536'}       | INVALID_ARGUMENT    | Invalid      | server.user_data
            p1:member  | CreateServer server {$spec description: 'x*256'}       | INVALID_ARGUMENT    | Invalid      | server.description
            p1:member  | CreateServer server {$spec security_groups: 'none'}    | INVALID_ARGUMENT    | Invalid      | security_groups
            p1:member  | CreateServer server {$spec} request_id: 'nonsense'     | INVALID_ARGUMENT    | Invalid      | request_id
            p1:member  | CreateServer server {$spec} server_id: 'nonsense'      | INVALID_ARGUMENT    | Invalid      | server_id
            p1:admin   | CreateServer server {$spec} server_id: '$server'       | ALREADY_EXISTS      | Duplicate    |
            p1:member  | CreateServer server {name: 'n' flavor_id: '1' image_id: '$image' network_choice: 77} | INVALID_ARGUMENT | Invalid | server.network_choice
            p1:member  | CreateServer server {name: 'n' flavor_id: '1' image_id: '$image' network_choice: NETWORK_CHOICE_LISTED networks {network_id: '$nobody'}} | INVALID_ARGUMENT | Invalid | networks
            p1:member  | CreateServer server {name: 'n' flavor_id: '1' image_id: '$image' network_choice: NETWORK_CHOICE_LISTED networks {port_id: '$nobody'}} | INVALID_ARGUMENT | Invalid | networks
            p1:member  | CreateServer server {$spec forced_host: 'none'}        | PERMISSION_DENIED   | Forbidden    |
            p1:admin   | CreateServer server {$spec requested_host: 'none'}     | INVALID_ARGUMENT    | Invalid      | requested_host
            p1:member  | CreateServer server {$on networks {network_id: '$shared' fixed_ip: '10.9.0.1'}} | PERMISSION_DENIED | Forbidden |
            p1:member  | CreateServer server {$on networks {network_id: '$shared' fixed_ip: '10.9.0.7'}} | PERMISSION_DENIED | Forbidden |
            p1:member  | CreateServer server {$on networks {network_id: '$own' fixed_ip: '10.8.0.0'}} | INVALID_ARGUMENT | Invalid | networks
            p1:member  | CreateServer server {$on networks {network_id: '$own' fixed_ip: '10.9.0.7'}} | INVALID_ARGUMENT | Invalid | networks
            p1:member  | CreateServer server {$on networks {network_id: '$own' fixed_ip: 'nonsense'}} | INVALID_ARGUMENT | Invalid | networks
            p1:member  | CreateServer server {$on networks {network_id: '$own' fixed_ip: '10.8.0.9'}} | INVALID_ARGUMENT | Invalid | networks
            p1:member  | CreateServer server {$on networks {network_id: '$external'}} | PERMISSION_DENIED | Forbidden |
            p1:member  | CreateServer server {$on networks {network_id: '$own'}} | RESOURCE_EXHAUSTED | QuotaExceeded |
            p1:member  | BatchCreateServers server {$on networks {network_id: '$own'}} min_count: 1 max_count: 2 | RESOURCE_EXHAUSTED | QuotaExceeded |
            p1:member  | CreateServer server {name: 'n' flavor_id: '$diskless' image_id: '$image' network_choice: NETWORK_CHOICE_NONE} | PERMISSION_DENIED | Forbidden |
            p1:member  | CreateServer server {$spec tags: 'a,b'}                | INVALID_ARGUMENT    | Invalid      | server.tags
            p1:member  | CreateServer server {$spec tags: 'a/b'}                | INVALID_ARGUMENT    | Invalid      | server.tags
            p1:member  | CreateServer server {$spec tags: 'x*61'}               | INVALID_ARGUMENT    | Invalid      | server.tags
            p1:member  | CreateServer server {$spec tags: ''}                   | INVALID_ARGUMENT    | Invalid      | server.tags
            p1:member  | CreateServer server {$spec hostname: 'x*256'}          | INVALID_ARGUMENT    | Invalid      | server.hostname
            p1:member  | CreateServer server {$spec hostname: 'a b'}            | INVALID_ARGUMENT    | Invalid      | server.hostname
            p1:member  | CreateServer server {$spec metadata {key: 'x*256' value: 'v'}} | INVALID_ARGUMENT | Invalid | server.metadata
            p1:member  | CreateServer server {$spec metadata {key: 'a/b' value: 'v'}} | INVALID_ARGUMENT | Invalid   | server.metadata
            p1:member  | CreateServer server {$spec metadata {key: 'k' value: 'x*256'}} | INVALID_ARGUMENT | Invalid | server.metadata
            p1:member  | CreateServer server {$spec metadata {key: 'a' value: 'v'} metadata {key: 'b' value: 'v'}} | RESOURCE_EXHAUSTED | QuotaExceeded |
            p1:member  | CreateServer server {$spec personality {path: '/a'} personality {path: '/b'}} | RESOURCE_EXHAUSTED | QuotaExceeded |
            p1:member  | CreateServer server {$spec personality {path: '/a' contents: 'x*5'}} | RESOURCE_EXHAUSTED | QuotaExceeded |
            p1:member  | CreateServer server {$spec personality {path: 'x*5' contents: 'x'}} | RESOURCE_EXHAUSTED | QuotaExceeded |
            p1:member  | UpdateServer server {id: '$server' hostname: 'a b'}    | INVALID_ARGUMENT    | Invalid      | server.hostname
            p1:member  | SetServerMetadata id: '$server' metadata {key: 'k' value: 'v'} | FAILED_PRECONDITION | WrongState |
            p1:reader  | SetServerMetadata id: '$server' metadata {key: 'k' value: 'v'} | PERMISSION_DENIED | Forbidden |
            p2:member  | SetServerMetadata id: '$server' metadata {key: 'k' value: 'v'} | NOT_FOUND | NotFound |
            p1:member  | SetServerMetadata id: '$server' metadata {key: 'a/b' value: 'v'} | INVALID_ARGUMENT | Invalid | metadata
            p1:member  | SetServerMetadataItem id: '$server' key: 'a/b'         | INVALID_ARGUMENT    | Invalid      | key
            p1:member  | SetServerMetadataItem id: '$server' key: 'k' value: 'x*256' | INVALID_ARGUMENT | Invalid    | value
            p1:member  | SetServerMetadataItem id: '$server' key: 'k'           | FAILED_PRECONDITION | WrongState   |
            p1:member  | DeleteServerMetadataItem id: '$server' key: 'k' etag: '999' | ABORTED        | Stale        |
            p1:member  | SetServerTags id: '$server' tags: 'a,b'                | INVALID_ARGUMENT    | Invalid      | tags
            p1:member  | SetServerTags id: '$server' tags: 'a'                  | FAILED_PRECONDITION | WrongState   |
            p1:member  | ClearServerTags id: '$server'                          | FAILED_PRECONDITION | WrongState   |
            p1:member  | AddServerTag id: '$server' tag: 'x*61'                 | INVALID_ARGUMENT    | Invalid      | tag
            p1:reader  | AddServerTag id: '$server' tag: 'a'                    | PERMISSION_DENIED   | Forbidden    |
            p1:member  | RemoveServerTag id: '$nobody' tag: 'a'                 | NOT_FOUND           | NotFound     |
            p1:reader  | ListServers filter {tags: 'a,b'}                       | INVALID_ARGUMENT    | Invalid      | filter.tags
            p1:member  | BatchCreateServers server {$spec} min_count: 2 max_count: 1    | INVALID_ARGUMENT | Invalid | min_count
            p1:member  | BatchCreateServers server {$spec} min_count: 1 max_count: 1001 | INVALID_ARGUMENT | Invalid | max_count
            p1:member  | BatchCreateServers server {$spec} max_count: 1         | INVALID_ARGUMENT    | Invalid      | min_count
            p1:member  | BatchCreateServers server {$spec} min_count: 100 max_count: 100 | RESOURCE_EXHAUSTED | QuotaExceeded |
            p1:member  | UpdateServer                                           | INVALID_ARGUMENT    | Invalid      | server
            p1:member  | UpdateServer server {id: '$server' name: ' '} update_mask {paths: 'name'} | INVALID_ARGUMENT | Invalid | name
            p1:member  | ListServers page_size: -1                              | INVALID_ARGUMENT    | Invalid      | page_size
            p1:reader  | ListServers after_id: '$nobody'                        | INVALID_ARGUMENT    | Invalid      | after_id
            p1:member  | ListServers filter {all_projects: true}                | PERMISSION_DENIED   | Forbidden    |
            p1:member  | GetOperation id: 'nonsense'                            | NOT_FOUND           | NotFound     |
            p1:member  | GetServer id: '$server' read_mask {paths: 'nothing'}   | INVALID_ARGUMENT    | Invalid      | read_mask
            p1:member  | ListServers read_mask {paths: 'name' paths: '-1'}      | INVALID_ARGUMENT    | Invalid      | read_mask
            p1:member  | WaitOperation id: '$operation' timeout {seconds: -9223372036854775808} | INVALID_ARGUMENT | Invalid | timeout
            p1:reader  | ListServerUsages start_time {seconds: 2} end_time {seconds: 1} | INVALID_ARGUMENT | Invalid | start_time
            p1:member  | ListServerUsages start_time {seconds: 253402300800}    | INVALID_ARGUMENT    | Invalid      | start_time
            p1:reader  | ListServerUsages after_server_id: 'nonsense'           | INVALID_ARGUMENT    | Invalid      | after_server_id
            p1:reader  | ListServerUsages after_server_id: '$nobody'            | INVALID_ARGUMENT    | Invalid      | after_server_id
            p1:member  | ListServerUsages project_id: 'p2'                      | PERMISSION_DENIED   | Forbidden    |
            p1:member  | ListServerUsages all_projects: true                    | PERMISSION_DENIED   | Forbidden    |
            p1:member  | CreateFlavor flavor {name: 'f' vcpus: 1 memory_mb: 64} | PERMISSION_DENIED   | Forbidden    |
            p1:admin   | CreateFlavor flavor {name: 'f' memory_mb: 64}          | INVALID_ARGUMENT    | Invalid      | flavor.vcpus
            p1:admin   | CreateFlavor flavor {id: '1' name: 'f' vcpus: 1 memory_mb: 64} | ALREADY_EXISTS | Duplicate  |
            p1:member  | GetFlavor id: 'none'                                   | NOT_FOUND           | NotFound     |
            p1:admin   | DeleteFlavor id: 'none'                                | NOT_FOUND           | NotFound     |
            p1:member  | CreateKeypair keypair {name: 'k' type: KEYPAIR_TYPE_SSH public_key: 'nonsense'} | INVALID_ARGUMENT | Invalid | keypair.public_key
            p1:member  | DeleteKeypair name: 'none'                             | NOT_FOUND           | NotFound     |
            p1:member  | SetQuotas project_id: 'p1' limits {key: 'cores' value: 1} | PERMISSION_DENIED | Forbidden   |
            p1:admin   | SetQuotas project_id: 'p1' limits {key: 'none' value: 1} | INVALID_ARGUMENT  | Invalid      | limits
            p1:admin   | SetQuotas project_id: 'p1' limits {key: 'cores' value: -2} | INVALID_ARGUMENT | Invalid     | limits
            p1:member  | ListAggregates                                         | PERMISSION_DENIED   | Forbidden    |
            p1:admin   | GetAggregate id: '77'                                  | NOT_FOUND           | NotFound     |
            p1:admin   | CreateAggregate aggregate {name: ' '}                  | INVALID_ARGUMENT    | Invalid      | name
            p1:admin   | CreateAggregate aggregate {name: 'x*256'}              | INVALID_ARGUMENT    | Invalid      | name
            p1:admin   | CreateAggregate aggregate {name: 'a' zone: 'x*256'}    | INVALID_ARGUMENT    | Invalid      | zone
            p1:admin   | AddAggregateHost id: 'none' host: 'host-1'             | NOT_FOUND           | NotFound     |
            p1:admin   | UpdateHost host {id: 'host-1' etag: '999' forced_down: true} | ABORTED         | Stale        |
            p1:admin   | ListHosts after_hypervisor_id: 'none'                  | INVALID_ARGUMENT    | Invalid      | after_hypervisor_id
            p1:admin   | ListHosts view: 99                                     | INVALID_ARGUMENT    | Invalid      | view
            p1:admin   | UpdateHost host {id: 'none' enabled: false}            | NOT_FOUND           | NotFound     |
            p1:admin   | DeleteHost id: 'host-1' etag: '999'                    | ABORTED             | Stale        |
            p1:admin   | DeleteHost id: 'none'                                  | NOT_FOUND           | NotFound     |
            p1:admin   | DeleteControlService id: 'none'                        | NOT_FOUND           | NotFound     |
            p1:member  | DeleteControlService id: 'none'                        | PERMISSION_DENIED   | Forbidden    |
            p1:member  | DeleteHost id: 'host-1'                                | PERMISSION_DENIED   | Forbidden    |
            p1:member  | UpdateHost host {id: 'host-1' enabled: false}          | PERMISSION_DENIED   | Forbidden    |
            p1:member  | EnrollNode name: 'rack' public_key: 'nonsense'         | PERMISSION_DENIED   | Forbidden    |
            p1:member  | RevokeNode name: 'rack'                                | PERMISSION_DENIED   | Forbidden    |
            p1:member  | ListEnrollments                                        | PERMISSION_DENIED   | Forbidden    |
            p1:admin   | EnrollNode name: 'a b' public_key: '-'                 | INVALID_ARGUMENT    | Invalid      | name
            p1:admin   | EnrollNode name: 'x*64' public_key: '-'                | INVALID_ARGUMENT    | Invalid      | name
            p1:admin   | EnrollNode name: 'rack' hosts: 'a/b' public_key: '-'   | INVALID_ARGUMENT    | Invalid      | hosts
            p1:admin   | EnrollNode name: 'rack' hosts: 'a' hosts: 'a' public_key: '-' | INVALID_ARGUMENT | Invalid  | hosts
            p1:admin   | EnrollNode name: 'rack' public_key: '-' days: 3651     | INVALID_ARGUMENT    | Invalid      | days
            p1:admin   | EnrollNode name: 'rack' public_key: 'nonsense'         | INVALID_ARGUMENT    | Invalid      | public_key
            p1:admin   | RevokeNode name: 'rack'                                | NOT_FOUND           | NotFound     |
            p1:admin   | GetEnrollment name: 'rack'                             | NOT_FOUND           | NotFound     |
            nonsense   | GetServer id: '$server'                                | UNAUTHENTICATED     | Unauthenticated |
            nonsense   | CreateServer server {$spec}                            | UNAUTHENTICATED     | Unauthenticated |
            """;

    private final WholeCloud cloud;
    private final TextCalls calls;
    private final Map<String, String> named;

    BadInputTest(TestDatabase place) throws Exception {
        cloud = WholeCloud.on(place);
        calls = new TextCalls(cloud.services);
        Channel owner = cloud.channel("member", "p1");
        String image =
                id(calls.call(owner, "CreateImage image {name: 'i' disk_format: 'raw' container_format: 'bare'}"));
        cloud.active(image);
        var made = (Operation) calls.call(owner, "CreateServer server {" + SPEC.replace("$image", image) + "}");
        String server = made.getMetadata().unpack(OperationMetadata.class).getSubjectId();
        cloud.host("host-1");
        Channel operator = cloud.channel("admin", "operators");
        calls.call(operator, "SetNetworkQuotas project_id: 'p1' limits {key: 'port' value: -1}");
        String own = network(owner, "own", "10.8.0.0/24");
        calls.call(owner, "CreatePort port {network_id: '" + own + "' fixed_ips {ip_address: '10.8.0.9'}}");
        calls.call(operator, "SetNetworkQuotas project_id: 'p1' limits {key: 'port' value: 1}");
        for (String limit : List.of("metadata_items", "injected_files")) {
            calls.call(operator, "SetQuotas project_id: 'p1' limits {key: '" + limit + "' value: 1}");
        }
        for (String limit : List.of("injected_file_content_bytes", "injected_file_path_bytes")) {
            calls.call(operator, "SetQuotas project_id: 'p1' limits {key: '" + limit + "' value: 4}");
        }
        named = Map.of(
                "$spec", SPEC.replace("$image", image),
                "$on", SPEC.replace("$image", image).replace("_NONE", "_LISTED"),
                "$own", own,
                "$shared", network(operator, "everyone' shared: true description: '", "10.9.0.0/24"),
                "$external", network(operator, "outside' external: true description: '", "10.7.0.0/24"),
                "$diskless",
                        id(calls.call(
                                operator,
                                "CreateFlavor flavor {name: 'diskless-" + own
                                        + "' vcpus: 1 memory_mb: 64 public: true}")),
                "$image", image,
                "$server", server,
                "$operation", made.getName().replace("operations/", ""),
                "$nobody", NOBODY);
    }

    private String network(Channel of, String name, String cidr) throws Exception {
        String id = id(calls.call(of, "CreateNetwork network {name: '" + name + "'}"));
        calls.call(of, "CreateSubnet subnet {network_id: '" + id + "' ip_version: 4 cidr: '" + cidr + "'}");
        return id;
    }

    @Test
    void eachFaultIsToldByCodeReasonAndFieldAndWritesNothing() {
        Map<String, Integer> rows = RowCounts.of(cloud.database);
        var wrong = new ArrayList<String>();
        for (String line : TABLE.lines().toList()) {
            String[] column = line.split("\\|", -1);
            String call = filled(column[1].strip());
            String expected = String.join(" ", column[2].strip(), column[3].strip(), column[4].strip());
            String told = told(cloud.channel(column[0].strip()), call);
            if (!told.equals(expected.strip())) {
                wrong.add(column[0].strip() + " " + column[1].strip() + "\n    is told " + told + ", not " + expected);
            }
            if (!RowCounts.of(cloud.database).equals(rows)) {
                wrong.add(column[1].strip() + "\n    changed " + rows + " to " + RowCounts.of(cloud.database));
                rows = RowCounts.of(cloud.database);
            }
        }
        assertThat(wrong).as(String.join("\n", wrong)).isEmpty();
    }

    /** Requests that are taken as they are; each of their fields is then filled with what nobody expects. */
    @Test
    void noFieldOfARequestMakesTheControlPlaneStumble() {
        var stumbles = new ArrayList<String>();
        for (String line : List.of(
                "CreateServer server {$spec}",
                "BatchCreateServers server {$spec} min_count: 1 max_count: 1",
                "UpdateServer server {id: '$server' name: 'n'}",
                "ListServers filter {name: 'n'} order_by {key: 'name'}",
                "RebootServer id: '$server' kind: REBOOT_KIND_SOFT",
                "StopServer id: '$server'",
                "ListOperations server_id: '$server'",
                "CreateFlavor flavor {name: 'f' vcpus: 1 memory_mb: 64}",
                "CreateKeypair keypair {name: 'k' type: KEYPAIR_TYPE_SSH}",
                "CreateNetwork network {name: 'n'}",
                "CreateSecurityGroup security_group {name: 'n'}",
                "CreateImage image {name: 'n' disk_format: 'raw' container_format: 'bare'}",
                "UpdateHost host {id: 'host-1' disabled_reason: 'r'}")) {
            String name = TextCalls.name(line);
            for (Message strange : StrangeFields.of(calls.request(filled(line)))) {
                Map<String, Integer> rows = RowCounts.of(cloud.database);
                try {
                    calls.call(cloud.admin(), name, strange);
                } catch (StatusRuntimeException refused) {
                    Status.Code code = refused.getStatus().getCode();
                    if (code == Status.Code.INTERNAL || code == Status.Code.UNKNOWN) {
                        stumbles.add(name + " stumbles over " + shortened(strange));
                    }
                    if (!RowCounts.of(cloud.database).equals(rows)) {
                        stumbles.add(name + " was refused and left rows behind: " + shortened(strange));
                    }
                }
            }
        }
        assertThat(stumbles).as(String.join("\n", stumbles)).isEmpty();
    }

    private String told(Channel channel, String call) {
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> calls.call(channel, call));
        if (refused == null) {
            return "OK";
        }
        Refusal refusal = Refusal.of(() -> {
            throw refused;
        });
        return (refused.getStatus().getCode() + " " + refusal.reason() + " " + refusal.fact("field")).strip();
    }

    private String filled(String line) {
        String text = line;
        for (int i = 0; i < 2; i++) {
            for (var each : named.entrySet()) {
                text = text.replace(each.getKey(), each.getValue());
            }
        }
        return Pattern.compile("'(.)\\*(\\d+)'")
                .matcher(text)
                .replaceAll(repeated -> "'" + repeated.group(1).repeat(Integer.parseInt(repeated.group(2))) + "'");
    }

    private static String id(Message answer) {
        return (String) answer.getField(answer.getDescriptorForType().findFieldByName("id"));
    }

    private static String shortened(Message message) {
        String text = message.toString().replaceAll("\\s+", " ");
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
