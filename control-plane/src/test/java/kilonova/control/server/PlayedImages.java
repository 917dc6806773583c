package kilonova.control.server;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import kilonova.control.identity.Principal;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.kernel.Problem;

/** An image service of images without bytes. */
final class PlayedImages implements Images {
    static final String TINY = "00000000-0000-4000-8000-00000000000a";

    private final Map<String, Image> images = new TreeMap<>();

    PlayedImages() {
        put(new Image(TINY, "tiny", "p1", "active", "qcow2", "bare", 1 << 20, 1 << 20, "sha512", "00", 0, 0, Map.of()));
    }

    /** The image of that id, with these properties. */
    void says(String id, Map<String, String> properties) {
        put(new Image(id, "tiny", "p1", "active", "qcow2", "bare", 1 << 20, 1 << 20, "sha512", "00", 0, 0, properties));
    }

    void remove(String id) {
        images.remove(id);
    }

    void put(Image image) {
        images.put(image.id(), image);
    }

    @Override
    public Image image(Principal who, String id) {
        if (images.get(id) instanceof Image image) {
            return image;
        }
        throw new Problem.NotFound("image", id).raise();
    }

    @Override
    public InputStream data(String id, long offset) {
        return new ByteArrayInputStream(new byte[0]);
    }
}
