package kilonova.control.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static kilonova.control.store.tables.Tables.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import kilonova.compute.v1.OperationMetadata;
import kilonova.control.edge.Refusal;
import kilonova.control.store.RowCounts;
import kilonova.control.store.tables.tables.records.RequestRecord;
import kilonova.identity.v1.CreateUserRequest;
import kilonova.image.v1.UploadImageRequest;
import kilonova.kernel.Vault;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/**
 * Every mutation of every public room, by its descriptor: the same request twice is the same answer and no second row;
 * another body under the same id is refused. A new mutation fails here until its story is written.
 */
@EveryDatabase
final class RepeatedRequestsTest {
    private static final List<String> QUESTIONS =
            List.of("Get", "BatchGet", "List", "Find", "Watch", "Wait", "Download", "Validate", "Issue");
    /** What the policy refuses administrators. */
    private static final List<String> FOR_SERVICES = List.of("Reshape");
    /** The same operations under AIP-151's names, whose requests carry no id. */
    private static final String LONG_RUNNING = "google.longrunning.";

    private static final String FLAVOR = "CreateFlavor flavor {id: '$n' name: '$n' vcpus: 1 memory_mb: 64}";
    private static final String PRIVATE =
            "CreateFlavor flavor {id: '$n' name: '$n' vcpus: 1 memory_mb: 64 public: false}";
    private static final String KEYPAIR = "CreateKeypair keypair {name: '$n' type: KEYPAIR_TYPE_SSH}";
    private static final String NODE = "EnrollNode name: '$n' public_key: '"
            + "-----BEGIN PUBLIC KEY-----\\n"
            + "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE44W/IGee+oszqD1bcfQMNUePKVDf\\n"
            + "5Lv+yQsiBnTGWrnhnL137RzKoGmmRXcAUPPIHU9f+I5dy45cqzteEgrLCw==\\n"
            + "-----END PUBLIC KEY-----\\n'";
    private static final String IMAGE =
            "CreateImage image {name: '$n' disk_format: 'raw' container_format: 'bare' visibility: IMAGE_VISIBILITY_SHARED}";
    private static final String SERVER =
            "CreateServer server {name: '$n' flavor_id: '1' image_id: '$1' network_choice: NETWORK_CHOICE_NONE}";
    private static final String NETWORK = "CreateNetwork network {name: '$n'}";
    private static final String SUBNET =
            "CreateSubnet subnet {network_id: '$1' ip_version: 4 cidr: '10.7.0.0/24' default_gateway: true}";
    private static final String PORT = "CreatePort port {network_id: '$1' name: '$n'}";
    private static final String AGGREGATE = "CreateAggregate aggregate {name: '$n'}";
    private static final String GROUP = "CreateSecurityGroup security_group {name: '$n'}";
    private static final String PROJECT = "CreateProject project {name: 'p$n' enabled: true}";
    private static final String USER = "CreateUser user {name: 'u$n' enabled: true} password: 'first'";
    private static final String ROLE = "CreateRole role {name: 'r$n'}";
    private static final String PROVIDER = "CreateResourceProvider resource_provider {name: '$n'}";
    private static final String INVENTORY =
            "CreateInventory resource_provider_id: '$1' resource_class: 'VCPU' inventory {total: 80}";
    private static final String TRAIT = "EnsureTrait name: 'CUSTOM_$N'";
    private static final String CLASS = "CreateResourceClass name: 'CUSTOM_$N'";
    private static final String ALLOCATIONS =
            "SetAllocations consumers {consumer_id: '$uuid' project_id: 'p' user_id: 'u'"
                    + " consumer_type: 'INSTANCE' allocations {key: '$1' value {resources {key: 'VCPU' value: 1}}}}";
    private static final String RULE =
            "security_group_id: '$1' direction: 'ingress' ethertype: 'IPv4' description: '~'";

    /**
     * Lines of calls, the last of which is repeated. {@code $1} is the id that the first line answered with, {@code $n}
     * a new name, {@code $N} the same in capitals; {@code $uuid} a new id; {@code ~} is where the other body differs. A word in brackets is done to the last answer.
     */
    private static final Map<String, List<String>> STORIES = stories();

    private static Map<String, List<String>> stories() {
        var all = new TreeMap<String, List<String>>();
        tell(all, FLAVOR.replace("name: '$n'", "name: '$n~'"));
        tell(all, FLAVOR, "UpdateFlavor flavor {id: '$1' description: 'd~'}");
        tell(all, FLAVOR, "DeleteFlavor id: '$1~'");
        tell(all, FLAVOR, "SetFlavorExtraSpecs id: '$1' extra_specs {key: 'custom~' value: '1'}");
        tell(
                all,
                FLAVOR,
                "SetFlavorExtraSpecs id: '$1' extra_specs {key: 'custom' value: '1'}",
                "DeleteFlavorExtraSpec id: '$1' key: 'custom~'");
        tell(all, PRIVATE, "AddFlavorAccess id: '$1' project_id: 'p~'");
        tell(all, PRIVATE, "AddFlavorAccess id: '$1' project_id: 'p'", "RemoveFlavorAccess id: '$1' project_id: 'p~'");
        tell(all, "SetQuotas project_id: '$n' limits {key: 'cores' value: 700~}");
        tell(all, "SetDefaultQuotas limits {key: 'cores' value: 700~}");
        tell(all, "SetQuotas project_id: '$n' limits {key: 'cores' value: 700}", "ResetQuotas project_id: '$n~'");
        tell(all, KEYPAIR.replace("'$n'", "'$n~'"));
        tell(all, KEYPAIR, "DeleteKeypair name: '$n~'");
        tell(all, "[host] UpdateHost host {id: 'host-1' disabled_reason: '~'} update_mask {paths: 'enabled'}");
        tell(all, "[spare] DeleteHost id: '$uuid~'");
        tell(all, "[service] DeleteControlService id: '$service~'");
        tell(all, NODE.replace("'$n'", "'$n~'"));
        tell(all, NODE, "RevokeNode name: '$n~'");

        tell(all, AGGREGATE.replace("'$n'", "'$n~'"));
        tell(all, AGGREGATE, "UpdateAggregate aggregate {id: '$1' name: '$n~2'}");
        tell(all, AGGREGATE, "DeleteAggregate id: '$1~'");
        tell(all, AGGREGATE, "[host] AddAggregateHost id: '$1' host: 'host-1~'");
        tell(
                all,
                AGGREGATE,
                "[host] AddAggregateHost id: '$1' host: 'host-1'",
                "RemoveAggregateHost id: '$1' host: 'host-1~'");
        tell(all, AGGREGATE, "SetAggregateMetadata id: '$1' metadata {key: 'k' value: 'v~'}");

        tell(all, IMAGE, "[active] " + SERVER.replace("name: '$n'", "name: '$n~'"));
        tell(
                all,
                IMAGE,
                "[active] BatchCreateServers server {name: '$n~' flavor_id: '1' image_id: '$1'"
                        + " network_choice: NETWORK_CHOICE_NONE} min_count: 2 max_count: 2");
        tell(all, IMAGE, "[active] " + SERVER, "UpdateServer server {id: '$2' description: 'd~'}");
        String item = " metadata {key: 'k' value: 'v~'}";
        tell(all, IMAGE, "[active] " + SERVER, "[ACTIVE] SetServerMetadata id: '$2'" + item);
        tell(all, IMAGE, "[active] " + SERVER, "[ACTIVE] SetServerMetadataItem id: '$2' key: 'k' value: 'v~'");
        tell(
                all,
                IMAGE,
                "[active] " + SERVER,
                "[ACTIVE] SetServerMetadata id: '$2'" + item.replace("~", ""),
                "DeleteServerMetadataItem id: '$2' key: 'k~'");
        tell(all, IMAGE, "[active] " + SERVER, "[ACTIVE] SetServerTags id: '$2' tags: 't~'");
        tell(all, IMAGE, "[active] " + SERVER, "[ACTIVE] ClearServerTags id: '$2~'");
        tell(all, IMAGE, "[active] " + SERVER, "[ACTIVE] AddServerTag id: '$2' tag: 't~'");
        tell(
                all,
                IMAGE,
                "[active] " + SERVER,
                "[ACTIVE] AddServerTag id: '$2' tag: 't'",
                "RemoveServerTag id: '$2' tag: 't~'");
        tell(all, IMAGE, "[active] " + SERVER, "DeleteServer id: '$2~'");
        tell(all, IMAGE, "[active] " + SERVER, "[STOPPED] StartServer id: '$2~'");
        tell(all, IMAGE, "[active] " + SERVER, "[ACTIVE] StopServer id: '$2~'");
        tell(all, IMAGE, "[active] " + SERVER, "[ACTIVE] RebootServer id: '$2~' kind: REBOOT_KIND_HARD");
        tell(all, IMAGE, "[active] " + SERVER, "[ACTIVE] CancelOperation id: '$operation~'");

        tell(all, IMAGE, "[active] " + SERVER, "RetryOperation id: '$operation~'");
        tell(all, "[finding] RepairFinding id: '$uuid~'");

        tell(all, IMAGE.replace("name: '$n'", "name: '$n~'"));
        tell(all, IMAGE, "UpdateImage image {id: '$1' name: 'i~'} update_mask {paths: 'name'}");
        tell(all, IMAGE, "DeleteImage id: '$1~'");
        tell(all, IMAGE, "UploadImage header {id: '$1' md5: '~'}");
        tell(all, IMAGE, "[active] DeactivateImage id: '$1~'");
        tell(all, IMAGE, "[active] DeactivateImage id: '$1'", "ReactivateImage id: '$1~'");
        tell(all, IMAGE, "AddImageTag id: '$1' tag: 't~'");
        tell(all, IMAGE, "AddImageTag id: '$1' tag: 't'", "RemoveImageTag id: '$1' tag: 't~'");
        String member = "AddImageMember id: '$1' project_id: 'p'";
        tell(all, IMAGE, "AddImageMember id: '$1' project_id: 'p~'");
        tell(all, IMAGE, member, "UpdateImageMember id: '$1' project_id: 'p~' status: MEMBER_STATUS_ACCEPTED");
        tell(all, IMAGE, member, "RemoveImageMember id: '$1' project_id: 'p~'");

        tell(all, "CreateNetwork network {name: '$n~'}");
        tell(all, "BatchCreateNetworks requests {network {name: '$n~'}}");
        tell(all, NETWORK, "UpdateNetwork network {id: '$1' name: 'w~'} update_mask {paths: 'name'}");
        tell(all, NETWORK, "DeleteNetwork id: '$1~'");
        tell(all, NETWORK, SUBNET.replace("cidr:", "name: '~' cidr:"));
        tell(
                all,
                NETWORK,
                "BatchCreateSubnets requests {subnet {network_id: '$1' ip_version: 4 cidr: '10.7.0.0/24' name: '~'}}");
        tell(all, NETWORK, SUBNET, "UpdateSubnet subnet {id: '$2' name: 's~'} update_mask {paths: 'name'}");
        tell(all, NETWORK, SUBNET, "DeleteSubnet id: '$2~'");
        tell(all, NETWORK, PORT.replace("'$n'", "'$n~'"));
        tell(all, NETWORK, "BatchCreatePorts requests {port {network_id: '$1' name: '$n~'}}");
        tell(all, NETWORK, PORT, "UpdatePort port {id: '$2' name: 'p~'} update_mask {paths: 'name'}");
        tell(all, NETWORK, PORT, "DeletePort id: '$2~'");
        tell(all, "CreateSecurityGroup security_group {name: '$n~'}");
        tell(all, "BatchCreateSecurityGroups requests {security_group {name: '$n~'}}");
        tell(all, GROUP, "UpdateSecurityGroup security_group {id: '$1' name: 'g~'} update_mask {paths: 'name'}");
        tell(all, GROUP, "DeleteSecurityGroup id: '$1~'");
        tell(all, GROUP, "CreateSecurityGroupRule rule {" + RULE + "}");
        tell(all, GROUP, "BatchCreateSecurityGroupRules requests {rule {" + RULE + "}}");
        tell(
                all,
                GROUP,
                "CreateSecurityGroupRule rule {" + RULE.replace("~", "") + "}",
                "DeleteSecurityGroupRule id: '$2~'");
        tell(all, "SetNetworkQuotas project_id: '$n' limits {key: 'network' value: 7~}");
        tell(
                all,
                "SetNetworkQuotas project_id: '$n' limits {key: 'network' value: 7}",
                "ResetNetworkQuotas project_id: '$n~'");

        tell(all, "CreateProject project {name: '$n~' enabled: true}");
        tell(all, PROJECT, "UpdateProject project {id: '$1' description: 'd~'} update_mask {paths: 'description'}");
        tell(all, PROJECT, "DeleteProject id: '$1~'");
        tell(all, "CreateUser user {name: '$n' enabled: true} password: 's3cret~'");
        tell(all, USER, "UpdateUser user {id: '$1'} password: 'other~'");
        tell(all, USER, "DeleteUser id: '$1~'");
        tell(all, "[me] ChangePassword user_id: '$me' original_password: 'first' password: 'second~'");
        tell(all, "CreateRole role {name: '$n~'}");
        tell(all, ROLE, "DeleteRole id: '$1~'");
        tell(all, ROLE, USER, PROJECT, "GrantRole role_id: '$1' user_id: '$2' project_id: '$3~'");
        tell(
                all,
                ROLE,
                USER,
                PROJECT,
                "GrantRole role_id: '$1' user_id: '$2' project_id: '$3'",
                "RevokeRole role_id: '$1' user_id: '$2' project_id: '$3~'");
        tell(all, "[token] RevokeToken token: '$token~'");
        tellOfPlacement(all);
        return all;
    }

    private static void tellOfPlacement(Map<String, List<String>> all) {
        tell(all, PROVIDER.replace("'$n'", "'$n~'"));
        tell(all, "BatchCreateResourceProviders resource_providers {name: '$n~'}");
        tell(
                all,
                PROVIDER,
                "UpdateResourceProvider resource_provider {id: '$1' name: '$n~2'} update_mask {paths: 'name'}");
        tell(all, PROVIDER, "DeleteResourceProvider id: '$1~'");
        tell(all, PROVIDER, INVENTORY.replace("80", "80~"));
        tell(
                all,
                PROVIDER,
                INVENTORY,
                "UpdateInventory resource_provider_id: '$1' resource_class: 'VCPU' inventory {total: 8~}");
        tell(all, PROVIDER, INVENTORY, "DeleteInventory resource_provider_id: '$1' resource_class: 'VCPU~'");
        tell(all, PROVIDER, INVENTORY, "DeleteInventories resource_provider_id: '$1~'");
        tell(all, PROVIDER, "SetInventories resource_provider_id: '$1' inventories {key: 'VCPU' value {total: 8~}}");
        tell(all, PROVIDER, "SetProviderAggregates resource_provider_id: '$1' aggregate_ids: '$uuid' generation: 0~");
        tell(all, PROVIDER, "SetProviderTraits resource_provider_id: '$1' traits: 'HW_CPU_X86_AVX' generation: 0~");
        tell(all, PROVIDER, "DeleteProviderTraits resource_provider_id: '$1~'");
        tell(all, TRAIT.replace("$N", "$N~"));
        tell(all, TRAIT, "DeleteTrait name: 'CUSTOM_$N~'");
        tell(all, CLASS.replace("$N", "$N~"));
        tell(all, "EnsureResourceClass name: 'CUSTOM_$N~'");
        tell(all, CLASS, "RenameResourceClass name: 'CUSTOM_$N' new_name: 'CUSTOM_$N_2~'");
        tell(all, CLASS, "DeleteResourceClass name: 'CUSTOM_$N~'");
        tell(all, PROVIDER, INVENTORY, ALLOCATIONS.replace("value: 1", "value: 1~"));
        tell(all, PROVIDER, INVENTORY, ALLOCATIONS, "DeleteAllocations consumer_id: '$uuid~'");
        tell(all, PROVIDER, "Reshape inventories {key: '$1' value {inventories {key: 'VCPU' value {total: 8~}}}}");
    }

    private static void tell(Map<String, List<String>> all, String... lines) {
        String last = lines[lines.length - 1];
        all.put(last.replaceFirst("^\\[\\w+] ", "").split(" ", 2)[0], List.of(lines));
    }

    private final WholeCloud cloud;
    private final Map<String, MethodDescriptor<?, ?>> methods = new TreeMap<>();

    RepeatedRequestsTest(TestDatabase place) {
        cloud = WholeCloud.on(place);
        for (BindableService service : cloud.services) {
            for (MethodDescriptor<?, ?> method :
                    service.bindService().getServiceDescriptor().getMethods()) {
                String name = String.valueOf(method.getBareMethodName());
                if (!method.getFullMethodName().startsWith(LONG_RUNNING)
                        && QUESTIONS.stream().noneMatch(name::startsWith)) {
                    assertThat(methods.put(name, method))
                            .as("two calls named %s", name)
                            .isNull();
                }
            }
        }
    }

    @Test
    void everyMutationHasItsStory() {
        assertThat(STORIES.keySet()).isEqualTo(methods.keySet());
    }

    @Test
    void theSameRequestTwiceIsTheSameAnswerAndNoSecondRow() {
        call("SetQuotas project_id: 'operators' limits {key: 'instances' value: -1} limits {key: 'cores' value: -1}"
                + " limits {key: 'ram' value: -1}");
        STORIES.forEach((name, lines) -> {
            Told told = told(lines);
            Message first = told.ask("");
            Map<String, Integer> rows = RowCounts.of(cloud.database);
            Message second = told.ask("");

            assertThat(kept(second)).as(name).isEqualTo(kept(first));
            assertThat(RowCounts.of(cloud.database)).as(name).isEqualTo(rows);
            assertThat(Refusal.of(() -> told.ask("1")).reason())
                    .as("%s with another body", name)
                    .isEqualTo("RequestIdReused");
        });
    }

    @Test
    void theRowsOfRequestsHoldNoSecretAndNothingToGuessOneBy() throws Exception {
        Message keypair = toldOf("CreateKeypair").ask("");
        toldOf("CreateUser").ask("");
        toldOf("ChangePassword").ask("");
        Told revocation = toldOf("RevokeToken");
        revocation.ask("");

        var secrets = List.of("s3cret", "first", "second", revocation.line.split("'", 3)[1], (String)
                keypair.getField(keypair.getDescriptorForType().findFieldByName("private_key")));
        for (RequestRecord row : cloud.database.read(tx -> tx.sql().fetch(REQUEST))) {
            assertThat(row.getAnswer() + decoded(row.getAnswer())).doesNotContain(secrets);
        }
        byte[] body =
                CreateUserRequest.newBuilder().setPassword("s3cret").build().toByteArray();
        String plain =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        assertThat(new Vault(new byte[Vault.KEY_BYTES], new Random(1)).fingerprint(body))
                .isNotEqualTo(plain)
                .isNotEqualTo(new Vault(key(1), new Random(1)).fingerprint(body))
                .isEqualTo(new Vault(new byte[Vault.KEY_BYTES], new Random(2)).fingerprint(body));
    }

    /** Messages are kept as Base64, ids as they are. */
    private static String decoded(String answer) {
        try {
            return new String(Base64.getDecoder().decode(answer), UTF_8);
        } catch (IllegalArgumentException plain) {
            return "";
        }
    }

    private static byte[] key(int digit) {
        var key = new byte[Vault.KEY_BYTES];
        key[0] = (byte) digit;
        return key;
    }

    /** Secrets leave with the first answer only. */
    private static Message kept(Message answer) {
        FieldDescriptor secret = answer.getDescriptorForType().findFieldByName("private_key");
        return secret == null ? answer : answer.toBuilder().clearField(secret).build();
    }

    /** A story up to its last line, which can be asked again and again under one request id. */
    private final class Told {
        private final String line;
        private final String requestId = WholeCloud.ENV.ids().next().toString();

        Told(String line) {
            this.line = line;
        }

        Message ask(String difference) {
            return call(line.replace("~", difference) + " request_id: '" + requestId + "'");
        }
    }

    private Told toldOf(String call) {
        return told(Objects.requireNonNull(STORIES.get(call)));
    }

    private Told told(List<String> lines) {
        String name = "n" + WholeCloud.ENV.ids().next();
        var ids = new ArrayList<String>();
        String operation = "";
        for (int i = 0; ; i++) {
            String line = lines.get(i)
                    .replace("$n", name)
                    .replace("$N", name.toUpperCase(Locale.ROOT).replace('-', '_'))
                    .replace("$uuid", name.substring(1))
                    .replace("$operation", operation);
            for (int known = 0; known < ids.size(); known++) {
                line = line.replace("$" + (known + 1), ids.get(known));
            }
            if (line.startsWith("[")) {
                String deed = line.substring(1, line.indexOf(']'));
                line = line.substring(line.indexOf(']') + 2);
                switch (deed) {
                    case "host" -> cloud.host("host-1");
                    case "spare" -> cloud.host(name.substring(1));
                    case "service" -> line = line.replace("$service", cloud.controlService());
                    case "finding" -> cloud.finding(name.substring(1));
                    case "active" -> cloud.active(ids.getLast());
                    case "me" -> line = line.replace("$me", cloud.knownAs("first"));
                    case "token" -> line = line.replace("$token", cloud.token());
                    default -> cloud.rests(ids.getLast(), deed);
                }
            }
            if (i == lines.size() - 1) {
                return new Told(line);
            }
            Message answer = call(line);
            operation = answer instanceof Operation begun ? begun.getName() : operation;
            ids.add(id(answer));
        }
    }

    private static String id(Message answer) {
        try {
            if (answer instanceof Operation operation) {
                return operation.getMetadata().unpack(OperationMetadata.class).getSubjectId();
            }
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
        FieldDescriptor id = answer.getDescriptorForType().findFieldByName("id");
        return id == null ? "" : (String) answer.getField(id);
    }

    @SuppressWarnings("unchecked")
    private Message call(String line) {
        String[] words = line.split(" ", 2);
        var method = (MethodDescriptor<Message, Message>) methods.get(words[0]);
        if (method == null) {
            throw new AssertionError("no call named " + words[0]);
        }
        var prototype = (MethodDescriptor.PrototypeMarshaller<Message>) method.getRequestMarshaller();
        Message.Builder request = prototype.getMessagePrototype().newBuilderForType();
        try {
            TextFormat.merge(words[1], request);
        } catch (TextFormat.ParseException broken) {
            throw new AssertionError(line, broken);
        }
        if (method.getType() == MethodDescriptor.MethodType.CLIENT_STREAMING) {
            return streamed(method, request.build());
        }
        Channel caller = FOR_SERVICES.contains(words[0]) ? cloud.channel("service", "operators") : cloud.admin();
        return ClientCalls.blockingUnaryCall(caller, method, CallOptions.DEFAULT, request.build());
    }

    /** An image of these few bytes, after the message that announces it. */
    private Message streamed(MethodDescriptor<Message, Message> method, Message header) {
        var call = ClientCalls.blockingClientStreamingCall(cloud.admin(), method, CallOptions.DEFAULT);
        try {
            if (call.write(header)
                    && call.write(UploadImageRequest.newBuilder()
                            .setChunk(ByteString.copyFromUtf8("bytes"))
                            .build())) {
                call.halfClose();
            }
            return Objects.requireNonNull(call.read());
        } catch (StatusException refused) {
            throw new StatusRuntimeException(refused.getStatus(), refused.getTrailers());
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }
}
