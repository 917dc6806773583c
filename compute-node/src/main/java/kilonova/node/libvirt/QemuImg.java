package kilonova.node.libvirt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;

/** What {@code qemu-img} does for us. The format is always said: guessing it from a guest's bytes is how hosts get read. */
final class QemuImg {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param virtualBytes how large the guest sees it
     * @param pointsElsewhere whether it refers to another file
     */
    record Facts(long virtualBytes, boolean pointsElsewhere) {}

    private QemuImg() {}

    static Facts facts(Path file, String format) {
        String text;
        try {
            text = Tool.inspect("qemu-img", "info", "--output=json", "-f", format, file.toString());
        } catch (GuestTrouble failure) {
            if (failure.reason() != FaultReason.HYPERVISOR_REFUSED) {
                throw failure;
            }
            throw new GuestTrouble(
                    FaultReason.IMAGE_UNACCEPTABLE, "The image is not readable as " + format + ".", failure);
        }
        try {
            var facts = JSON.readTree(text);
            return new Facts(
                    facts.path("virtual-size").asLong(),
                    facts.has("backing-filename")
                            || facts.at("/format-specific/data/data-file").isTextual());
        } catch (JsonProcessingException strange) {
            throw new GuestTrouble(FaultReason.INTERNAL, "qemu-img answered something else than JSON.", strange);
        }
    }

    /** A disk that starts as the base and grows by what the guest writes. */
    static void overlay(Path base, String baseFormat, Path disk, long bytes) {
        Tool.inspect(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                baseFormat,
                "-b",
                base.toString(),
                disk.toString(),
                Long.toString(bytes));
    }
}
