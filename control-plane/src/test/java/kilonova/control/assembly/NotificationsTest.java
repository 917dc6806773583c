package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.AggregateServiceGrpc;
import kilonova.compute.v1.CreateAggregateRequest;
import kilonova.compute.v1.CreateKeypairRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.Keypair;
import kilonova.compute.v1.KeypairServiceGrpc;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.notification.NotificationSettings;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole control plane writes into the file of notifications while its users do this and that. */
@EveryDatabase
final class NotificationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final TickedControl control;

    NotificationsTest(TestDatabase at, @TempDir Path directory) {
        file = directory.resolve("told.jsonl");
        control = new TickedControl(
                at, new HandClock(), "ada", NotificationSettings.OFF.to(Optional.empty(), Optional.of(file)));
        control.catchUp();
        control.round("notify file");
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void aServerThatFindsNoHostIsToldOfFromItsBeginningToItsEnd() throws Exception {
        String server = control.servers()
                .createServer(CreateServerRequest.newBuilder()
                        .setServer(ServerSpec.newBuilder()
                                .setName("one")
                                .setFlavorId("1")
                                .setImageId(TickedControl.IMAGE)
                                .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE))
                        .build())
                .getMetadata()
                .unpack(OperationMetadata.class)
                .getSubjectId();
        control.drain();
        control.servers()
                .deleteServer(DeleteServerRequest.newBuilder().setId(server).build());
        control.drain();

        List<JsonNode> told = told();
        assertThat(told)
                .extracting(each -> each.path("event_type").asText())
                .containsExactly(
                        "instance.update",
                        "instance.update",
                        "instance.create.error",
                        "instance.update",
                        "instance.delete.start",
                        "instance.update",
                        "instance.delete.end");
        JsonNode first = data(told.getFirst());
        assertThat(first.path("uuid").asText()).isEqualTo(server);
        assertThat(first.path("state").asText()).isEqualTo("building");
        assertThat(first.path("task_state").asText()).isEqualTo("scheduling");
        assertThat(first.path("deleted_at").isNull()).isTrue();
        assertThat(first.at("/state_update/nova_object.data/old_state").isNull())
                .isTrue();
        JsonNode failed = told.get(2);
        assertThat(failed.path("priority").asText()).isEqualTo("ERROR");
        assertThat(data(failed).at("/fault/nova_object.data/exception").asText())
                .isEqualTo("NoValidHost");
        assertThat(data(told.getLast()).path("state").asText()).isEqualTo("deleted");
        assertThat(data(told.getLast()).path("deleted_at").asText()).isNotEmpty();
    }

    @Test
    void keypairsAndAggregatesAreToldOf() throws Exception {
        String name = "told-of-" + control.hashCode();
        KeypairServiceGrpc.newBlockingStub(control.channel("admin"))
                .createKeypair(CreateKeypairRequest.newBuilder()
                        .setKeypair(Keypair.newBuilder().setName(name))
                        .build());
        AggregateServiceGrpc.newBlockingStub(control.channel("admin"))
                .createAggregate(CreateAggregateRequest.newBuilder()
                        .setAggregate(kilonova.compute.v1.Aggregate.newBuilder().setName(name))
                        .build());
        List<JsonNode> told = told();
        assertThat(told)
                .extracting(each -> each.path("event_type").asText())
                .containsExactly(
                        "keypair.create.start", "keypair.create.end", "aggregate.create.start", "aggregate.create.end");
        assertThat(told)
                .allSatisfy(each -> assertThat(data(each).path("name").asText()).isEqualTo(name));
    }

    private static JsonNode data(JsonNode envelope) {
        return envelope.path("payload").path("nova_object.data");
    }

    private List<JsonNode> told() throws Exception {
        control.catchUp();
        control.round("notify file");
        var told = new ArrayList<JsonNode>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            told.add(JSON.readTree(line));
        }
        return told;
    }
}
