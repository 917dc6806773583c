package kilonova.control.image;

import java.io.InputStream;
import kilonova.control.identity.Principal;

/** The role of the image service. */
public interface Images {

    /** @throws kilonova.kernel.ProblemException NotFound (kind {@code image}) also when the caller may not see it */
    Image image(Principal who, String id);

    /**
     * The bytes of an active image, for a host that builds a server of it; the caller closes the stream.
     *
     * @param offset bytes to leave out at the beginning
     * @throws kilonova.kernel.ProblemException NotFound when it is gone, Unavailable when it cannot be read now
     */
    InputStream data(String id, long offset);
}
