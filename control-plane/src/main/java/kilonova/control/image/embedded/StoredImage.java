package kilonova.control.image.embedded;

import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.replica.Owner;

/**
 * An image as the rows keep it. Times are microseconds since 1970, UTC.
 *
 * @param bytes there when state is active or deactivated
 * @param upload that writes or wrote the bytes: there when state is saving, and in all later ones unless an older version wrote
 *     them
 */
record StoredImage(
        String id,
        ImageFacts facts,
        ImageState state,
        Optional<ImageBytes> bytes,
        Optional<Upload> upload,
        long createdAt,
        long updatedAt,
        long generation) {

    /**
     * What brings the bytes of an image. No two are alike, so the bytes of one are never another's.
     *
     * @param by the process that writes it, in the life that it is in
     */
    record Upload(String id, Owner by) {}

    ProjectId owner() {
        return facts.owner();
    }

    StoredImage saying(ImageFacts next, long now) {
        return new StoredImage(id, next, state, bytes, upload, createdAt, now, generation + 1);
    }

    StoredImage in(ImageState next, long now) {
        return new StoredImage(id, facts, next, bytes, upload, createdAt, now, generation + 1);
    }

    StoredImage saving(Upload writing, long now) {
        return new StoredImage(
                id, facts, ImageState.SAVING, Optional.empty(), Optional.of(writing), createdAt, now, generation + 1);
    }

    /** Whether it is this upload that writes it just now. */
    boolean writtenBy(Upload one) {
        return state == ImageState.SAVING && upload.equals(Optional.of(one));
    }

    /** The name under which its bytes lie, once they do. */
    String fileName() {
        return upload.map(one -> ImageFiles.name(id, one)).orElse(id);
    }

    StoredImage queued(long now) {
        return new StoredImage(
                id, facts, ImageState.QUEUED, Optional.empty(), Optional.empty(), createdAt, now, generation + 1);
    }

    StoredImage active(ImageBytes written, long now) {
        return new StoredImage(
                id, facts, ImageState.ACTIVE, Optional.of(written), upload, createdAt, now, generation + 1);
    }
}
