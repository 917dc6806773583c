package kilonova.control.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static kilonova.control.store.tables.Tables.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.PersonalityFile;
import kilonova.node.v1.GuestSpec;
import org.junit.jupiter.api.Test;

/** Files that a creator puts into a guest. */
final class InjectedFilesTest {
    private static final String SECRET = "a secret of the guest";

    private static CreateServerRequest.Builder with(PersonalityFile... files) {
        CreateServerRequest.Builder request = TinyCloud.request("filled").toBuilder();
        request.getServerBuilder().addAllPersonality(List.of(files));
        return request;
    }

    private static PersonalityFile file(String path, String contents) {
        return PersonalityFile.newBuilder()
                .setPath(path)
                .setContents(ByteString.copyFromUtf8(contents))
                .build();
    }

    private static Begun create(TinyCloud cloud, CreateServerRequest.Builder request) {
        return cloud.servers.create(cloud.call("member"), request.build());
    }

    private static Map<String, ByteString> drive(TinyCloud cloud, Begun begun) {
        String id = begun.server().id().toString();
        GuestSpec spec =
                cloud.database.read(tx -> cloud.guests.specs(tx, List.of(id))).get(id);
        return Objects.requireNonNull(spec).getConfigDrive().getFilesMap();
    }

    private static String text(Map<String, ByteString> drive, String path) {
        return Objects.requireNonNull(drive.get(path), path).toStringUtf8();
    }

    @Test
    void theyLieOnTheConfigDriveAndTheMetaDataNamesThem() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = create(cloud, with(file("/etc/motd", "hello"), file("/root/b", SECRET)));
            Map<String, ByteString> drive = drive(cloud, begun);

            assertThat(text(drive, "openstack/content/0000")).isEqualTo("hello");
            assertThat(text(drive, "openstack/content/0001")).isEqualTo(SECRET);
            for (String version : List.of("latest", "2018-08-27")) {
                assertThat(text(drive, "openstack/" + version + "/meta_data.json"))
                        .contains("\"content_path\":\"/content/0000\"")
                        .contains("\"path\":\"/etc/motd\"")
                        .contains("\"content_path\":\"/content/0001\"");
            }
            assertThat(cloud.server(begun).details().configDrive()).isTrue();
        }
    }

    @Test
    void theyComeBesideUserData() {
        try (var cloud = new TinyCloud(1)) {
            var request = with(file("/etc/motd", "hello"));
            request.getServerBuilder().setUserData(Base64.getEncoder().encodeToString("#!/bin/sh".getBytes(UTF_8)));
            Map<String, ByteString> drive = drive(cloud, create(cloud, request));
            assertThat(text(drive, "openstack/latest/user_data")).isEqualTo("#!/bin/sh");
            assertThat(text(drive, "openstack/content/0000")).isEqualTo("hello");
        }
    }

    @Test
    void theyAreStoredSealedAndDroppedWithTheServer() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = create(cloud, with(file("/root/secret", SECRET)));
            String base64 = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));
            assertThat(row(cloud)).doesNotContain(SECRET, base64, "/root/secret");

            cloud.settle();
            cloud.delete(cloud.server(begun));
            cloud.settle();
            assertThat(cloud.server(begun).injected()).isEmpty();
        }
    }

    private static String row(TinyCloud cloud) {
        return cloud.database.read(tx -> tx.sql().selectFrom(SERVER).fetch().formatJSON());
    }

    @Test
    void theyAreHeldToQuotas() {
        try (var cloud = new TinyCloud(1)) {
            PersonalityFile small = file("/a", "a");
            create(cloud, with(small, small, small, small, small));
            assertThatThrownBy(() -> create(cloud, with(small, small, small, small, small, small)))
                    .hasMessageContaining("Quota exceeded for injected_files");
            assertThatThrownBy(() -> create(cloud, with(small, file("/" + "p".repeat(255), "x".repeat(10_241)))))
                    .hasMessageContaining("Quota exceeded for injected_file_path_bytes");
            assertThatThrownBy(() -> create(cloud, with(small, file("/b", "x".repeat(10_241)))))
                    .hasMessageContaining("Quota exceeded for injected_file_content_bytes");
        }
    }
}
