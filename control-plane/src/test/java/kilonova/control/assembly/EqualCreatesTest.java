package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import java.util.List;
import java.util.UUID;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.store.Rival;
import kilonova.control.store.RowCounts;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** The same create, sent twice at the same moment: over several write lanes, whose transactions both begin before either ends. */
@EveryDatabase
final class EqualCreatesTest {
    /** As many as the quota allows: the last pair asks for the last one. */
    private static final int ROUNDS = 10;

    private final WholeCloud cloud;

    EqualCreatesTest(TestDatabase at) {
        this.cloud = WholeCloud.on(at);
    }

    @Test
    void makeOneServerAndAreAnsweredAlike() {
        String image = image();
        var servers = ServerServiceGrpc.newBlockingStub(cloud.admin());
        for (int round = 0; round < ROUNDS; round++) {
            var request = CreateServerRequest.newBuilder()
                    .setRequestId(UUID.randomUUID().toString())
                    .setServer(ServerSpec.newBuilder()
                            .setName("twin")
                            .setFlavorId("1")
                            .setImageId(image)
                            .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE));
            if (round % 2 == 0) {
                request.setServerId(UUID.randomUUID().toString());
            }
            int before = servers();
            List<Operation> answers =
                    Rival.run(() -> servers.createServer(request.build()), () -> servers.createServer(request.build()));
            assertThat(answers.getFirst()).isEqualTo(answers.getLast());
            assertThat(servers()).isEqualTo(before + 1);
        }
    }

    private int servers() {
        return RowCounts.of(cloud.database).getOrDefault("server", -1);
    }

    private String image() {
        String id = ImageServiceGrpc.newBlockingStub(cloud.admin())
                .createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder()
                                .setName("tiny")
                                .setDiskFormat("raw")
                                .setContainerFormat("bare"))
                        .build())
                .getId();
        cloud.active(id);
        return id;
    }
}
