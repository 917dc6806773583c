package kilonova.node.libvirt;

import java.io.OutputStream;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;

/** Has no image at all. */
final class NoImages implements ImageSource {
    @Override
    public void fetch(String imageId, OutputStream out) {
        throw new GuestTrouble(FaultReason.IMAGE_NOT_FOUND, "Image " + imageId + " is no longer there.");
    }
}
