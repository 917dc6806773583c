package kilonova.control.image.embedded;

import com.google.protobuf.Message;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bytes of images, in and out. No transaction is open while bytes move. */
final class ImageTransfers {
    private static final Logger LOG = LoggerFactory.getLogger(ImageTransfers.class);

    private final Database database;
    private final Env env;
    private final ImageFiles files;
    private final ImageRepository repository;
    private final ImageCatalog catalog;
    private final long maxBytes;

    ImageTransfers(
            Database database,
            Env env,
            ImageFiles files,
            ImageRepository repository,
            ImageCatalog catalog,
            long maxBytes) {
        this.database = database;
        this.env = env;
        this.files = files;
        this.repository = repository;
        this.catalog = catalog;
        this.maxBytes = maxBytes;
    }

    /** What was answered to an upload that ended well under the same request id. */
    <R extends Message> Optional<R> before(Once<StoredImage, R> once) {
        return once.carriesId() ? database.read(once::before) : Optional.empty();
    }

    /** Marks the image as saving; only one upload gets there. */
    ImageUpload begin(Principal who, String id, ImageUpload.Expected expected) {
        String uploadId = env.ids().next().toString();
        StoredImage saving = database.write(tx -> {
            StoredImage image = catalog.seen(tx, who, repository.findToChange(tx, id), id);
            ImageAccess.requireKeeper(who, image, "upload_image");
            ImageLifecycle.requireUploadable(image);
            StoredImage next = image.saving(uploadId, env.nowMicros());
            repository.replace(tx, image, next);
            return next;
        });
        try {
            return new ImageUpload(saving, uploadId, expected, maxBytes, files);
        } catch (IOException failed) {
            giveUp(id, uploadId);
            throw storage(failed).raise();
        } catch (RuntimeException refused) {
            giveUp(id, uploadId);
            throw refused;
        }
    }

    /** The bytes are in place before the image is active; when the image is gone by then, so are they. */
    <R extends Message> R finish(ImageUpload upload, Once<StoredImage, R> once) {
        ImageBytes written;
        try {
            written = upload.finish();
        } catch (IOException failed) {
            throw storage(failed).raise();
        }
        String id = upload.image().id();
        return database.write(tx -> {
                    Optional<StoredImage> image =
                            repository.findToChange(tx, id).filter(each -> writing(each, upload.id()));
                    return image.map(seen -> once.run(tx, () -> {
                        StoredImage next = seen.active(written, env.nowMicros());
                        repository.replace(tx, seen, next);
                        return next;
                    }));
                })
                .orElseThrow(() -> {
                    files.delete(id);
                    return new Problem.NotFound("image", id).raise();
                });
    }

    /** Leaves nothing of the upload; the image can be uploaded to again. Idempotent. */
    void abandon(ImageUpload upload) {
        upload.abandon();
        giveUp(upload.image().id(), upload.id());
    }

    /** The bytes, for the caller. */
    InputStream download(Principal who, String id, long offset) {
        StoredImage image = catalog.get(who, id);
        ImageLifecycle.requireReadable(image, ImageAccess.admin(who));
        return open(image.id(), offset);
    }

    /** The bytes of an active image, for a host. */
    InputStream data(String id, long offset) {
        StoredImage image = database.read(tx -> repository.find(tx, id))
                .orElseThrow(() -> new Problem.NotFound("image", id).raise());
        ImageLifecycle.requireReadable(image, true);
        return open(id, offset);
    }

    /** After a start: what was saving when the process ended is queued again, and its bytes are gone. */
    void recover() {
        var kept = database.write(tx -> {
            for (StoredImage image : repository.inState(tx, ImageState.SAVING)) {
                repository.replace(tx, image, image.queued(env.nowMicros()));
            }
            return new java.util.HashSet<>(repository.ids(tx));
        });
        files.sweep(kept::contains);
    }

    /** Disk full is the caller's and the operator's to know; all else is only the operator's. */
    static Problem storage(IOException failed) {
        String why = String.valueOf(failed.getMessage());
        if (why.contains("No space left") || why.contains("quota exceeded")) {
            return new Problem.Unavailable(
                    "The image store is full: delete images, or give its file system more space.",
                    Duration.ofMinutes(1));
        }
        LOG.error("image store: {}", why, failed);
        return new Problem.Unavailable("The image store cannot be written just now.", Duration.ofSeconds(10));
    }

    private InputStream open(String id, long offset) {
        try {
            return new StoredBytes(id, files.file(id), offset);
        } catch (NoSuchFileException | FileNotFoundException gone) {
            throw new Problem.NotFound("image", id).raise();
        } catch (IOException failed) {
            LOG.error("image {}: cannot be read", id, failed);
            throw new Problem.Unavailable("The image store cannot be read just now.", Duration.ofSeconds(10)).raise();
        }
    }

    private void giveUp(String id, String uploadId) {
        database.write(tx -> {
            Optional<StoredImage> image = repository.findToChange(tx, id).filter(each -> writing(each, uploadId));
            image.ifPresent(seen -> repository.replace(tx, seen, seen.queued(env.nowMicros())));
            return image.isPresent();
        });
    }

    private static boolean writing(StoredImage image, String uploadId) {
        return image.state() == ImageState.SAVING && image.upload().equals(Optional.of(uploadId));
    }
}
