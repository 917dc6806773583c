package kilonova.node.libvirt;

import java.io.IOException;
import java.io.OutputStream;

/** Where the bytes of images come from. */
public interface ImageSource {

    /**
     * Writes all of the image's bytes. What goes wrong on the way is a {@link kilonova.node.hypervisor.GuestTrouble}; what
     * goes wrong in {@code out} passes through.
     */
    void fetch(String imageId, OutputStream out) throws IOException;
}
