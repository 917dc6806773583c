package kilonova.control.image.embedded;

import java.util.Optional;
import kilonova.control.identity.ProjectId;

/**
 * An image as the rows keep it. Times are microseconds since 1970, UTC.
 *
 * @param bytes there when state is active or deactivated
 * @param upload the upload that is writing, there when state is saving
 */
record StoredImage(
        String id,
        ImageFacts facts,
        ImageState state,
        Optional<ImageBytes> bytes,
        Optional<String> upload,
        long createdAt,
        long updatedAt,
        long generation) {

    ProjectId owner() {
        return facts.owner();
    }

    StoredImage saying(ImageFacts next, long now) {
        return new StoredImage(id, next, state, bytes, upload, createdAt, now, generation + 1);
    }

    StoredImage in(ImageState next, long now) {
        return new StoredImage(id, facts, next, bytes, upload, createdAt, now, generation + 1);
    }

    StoredImage saving(String uploadId, long now) {
        return new StoredImage(
                id, facts, ImageState.SAVING, Optional.empty(), Optional.of(uploadId), createdAt, now, generation + 1);
    }

    StoredImage queued(long now) {
        return new StoredImage(
                id, facts, ImageState.QUEUED, Optional.empty(), Optional.empty(), createdAt, now, generation + 1);
    }

    StoredImage active(ImageBytes written, long now) {
        return new StoredImage(
                id, facts, ImageState.ACTIVE, Optional.of(written), Optional.empty(), createdAt, now, generation + 1);
    }
}
