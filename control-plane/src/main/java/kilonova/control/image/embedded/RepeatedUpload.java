package kilonova.control.image.embedded;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import kilonova.image.v1.Image;
import kilonova.kernel.Problem;

/** An upload that ended well before, under the same request id: its bytes are only compared. */
final class RepeatedUpload {
    private final Image answer;
    private final String requestId;
    private final MessageDigest sha512 = ImageUpload.digest("SHA-512");

    /** @param answer what was answered then */
    RepeatedUpload(Image answer, String requestId) {
        this.answer = answer;
        this.requestId = requestId;
    }

    void write(ByteBuffer chunk) {
        sha512.update(chunk);
    }

    /** @throws kilonova.kernel.ProblemException RequestIdReused when these were other bytes */
    Image finish() {
        if (!HexFormat.of().formatHex(sha512.digest()).equals(answer.getSha512())) {
            throw new Problem.RequestIdReused(requestId).raise();
        }
        return answer;
    }
}
