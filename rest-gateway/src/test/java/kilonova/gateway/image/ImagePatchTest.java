package kilonova.gateway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import kilonova.gateway.http.HttpFaultException;
import kilonova.gateway.http.Json;
import kilonova.image.v1.Image;
import kilonova.image.v1.UpdateImageRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImagePatchTest {
    private static final Image SEEN = Image.newBuilder()
            .setId("i")
            .setName("old")
            .setEtag("7")
            .putProperties("os_type", "linux")
            .addTags("a")
            .build();

    @Test
    void onlyWhatIsPatchedIsInTheMask() {
        var update = patched("[{\"op\": \"replace\", \"path\": \"/min_ram\", \"value\": 64}]");

        assertThat(update.getUpdateMask().getPathsList()).containsExactly("min_memory_mb");
        assertThat(update.getImage().getMinMemoryMb()).isEqualTo(64);
    }

    @Test
    void theUpdateHoldsForWhatWasSeenAlone() {
        assertThat(patched("[]").getImage().getEtag()).isEqualTo("7");
    }

    @Test
    void whatIsNoAttributeIsAProperty() {
        var update = patched("[{\"op\": \"add\", \"path\": \"/hw~1disk~0bus\", \"value\": \"virtio\"}]");

        assertThat(update.getUpdateMask().getPathsList()).containsExactly("properties");
        assertThat(update.getImage().getPropertiesMap())
                .containsEntry("hw/disk~bus", "virtio")
                .containsEntry("os_type", "linux");
    }

    @Test
    void tagsAreAddedAndRemovedByTheirPlace() {
        var update = patched("[{\"op\": \"add\", \"path\": \"/tags/-\", \"value\": \"b\"},"
                + " {\"op\": \"remove\", \"path\": \"/tags/0\"}]");

        assertThat(update.getImage().getTagsList()).containsExactly("b");
    }

    @Test
    void theOlderFormNamesTheOperationByItsKey() {
        var operations = Json.parse("[{\"replace\": \"/name\", \"value\": \"new\"}]".getBytes(StandardCharsets.UTF_8))
                .orElseThrow();

        assertThat(ImagePatch.over(SEEN, operations, true, false).getImage().getName())
                .isEqualTo("new");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{}",
                "400|[7]",
                "400|[{\"op\": \"replace\", \"path\": \"name\", \"value\": \"x\"}]",
                "400|[{\"op\": \"replace\", \"path\": \"/name\"}]",
                "400|[{\"op\": \"move\", \"path\": \"/name\", \"value\": \"x\"}]",
                "400|[{\"op\": \"add\", \"path\": \"/a/b\", \"value\": \"x\"}]",
                "400|[{\"op\": \"add\", \"path\": \"/tags/one\", \"value\": \"x\"}]",
                "400|[{\"op\": \"replace\", \"path\": \"/protected\", \"value\": \"yes\"}]",
                "403|[{\"op\": \"replace\", \"path\": \"/id\", \"value\": \"x\"}]",
                "403|[{\"op\": \"add\", \"path\": \"/os_glance_x\", \"value\": \"x\"}]",
                "403|[{\"op\": \"remove\", \"path\": \"/name\"}]",
                "409|[{\"op\": \"remove\", \"path\": \"/nowhere\"}]",
                "409|[{\"op\": \"remove\", \"path\": \"/tags/1\"}]"
            })
    void whatMeansNothingIsRefused(int code, String operations) {
        assertThatThrownBy(() -> patched(operations))
                .isInstanceOfSatisfying(
                        HttpFaultException.class,
                        refused -> assertThat(refused.fault().code()).isEqualTo(code));
    }

    private static UpdateImageRequest patched(String operations) {
        var json = Json.parse(operations.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        return ImagePatch.over(SEEN, json, false, false);
    }
}
