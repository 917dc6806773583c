package kilonova.lab.simulation;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.identity.Identity;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.kernel.Problem;

/**
 * The identity and the image service of a simulated cloud: a token is a project's name, and there is one image, which may
 * be gone for a while.
 */
final class SimulatedNeighbours implements Identity, Images {
    static final String IMAGE = "00000000-0000-4000-8000-00000000000a";
    static final String ADMIN = "admin";

    private boolean imageGone;

    void imageGone(boolean now) {
        imageGone = now;
    }

    @Override
    public Principal authenticate(String token) {
        List<String> roles =
                token.equals(ADMIN) ? List.of("admin", "manager", "member", "reader") : List.of("member", "reader");
        return new Principal(
                new UserId("user-of-" + token),
                token,
                "Default",
                Optional.of(new ProjectId(token)),
                token,
                "Default",
                roles,
                false,
                List.of());
    }

    @Override
    public Image image(Principal who, String id) {
        if (imageGone || !id.equals(IMAGE)) {
            throw new Problem.NotFound("image", id).raise();
        }
        return new Image(
                IMAGE, "tiny", ADMIN, "active", "qcow2", "bare", 1 << 20, 1 << 20, "sha512", "00", 0, 0, Map.of());
    }

    @Override
    public InputStream data(String id, long offset) {
        return new ByteArrayInputStream(new byte[0]);
    }
}
