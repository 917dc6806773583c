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
    private final Lives lives;
    private final long maxBytes;

    ImageTransfers(
            Database database,
            Env env,
            ImageFiles files,
            ImageRepository repository,
            ImageCatalog catalog,
            Lives lives,
            long maxBytes) {
        this.database = database;
        this.env = env;
        this.files = files;
        this.repository = repository;
        this.catalog = catalog;
        this.lives = lives;
        this.maxBytes = maxBytes;
    }

    /** What was answered to an upload that ended well under the same request id. */
    <R extends Message> Optional<R> before(Once<StoredImage, R> once) {
        return once.carriesId() ? database.read(once::before) : Optional.empty();
    }

    /** Marks the image as saving; only one upload gets there. */
    ImageUpload begin(Principal who, String id, ImageUpload.Expected expected) {
        var mark = new StoredImage.Upload(env.ids().next().toString(), lives.me());
        StoredImage saving = database.write(tx -> {
            StoredImage image = catalog.seen(tx, who, repository.findToChange(tx, id), id);
            ImageAccess.requireKeeper(who, image, "upload_image");
            ImageLifecycle.requireUploadable(image);
            StoredImage next = image.saving(mark, env.nowMicros());
            repository.replace(tx, image, next);
            return next;
        });
        try {
            return new ImageUpload(saving, expected, maxBytes, files);
        } catch (IOException failed) {
            giveUp(id, mark);
            throw storage(failed).raise();
        } catch (RuntimeException refused) {
            giveUp(id, mark);
            throw refused;
        }
    }

    /**
     * The bytes are in place before the image is active. When the image no longer waits for them by then, they are taken back,
     * and nothing else is.
     */
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
                            repository.findToChange(tx, id).filter(each -> each.writtenBy(upload.mark()));
                    return image.map(seen -> once.run(tx, () -> {
                        StoredImage next = seen.active(written, env.nowMicros());
                        repository.replace(tx, seen, next);
                        return next;
                    }));
                })
                .orElseThrow(() -> {
                    upload.takeBack();
                    return new Problem.NotFound("image", id).raise();
                });
    }

    /**
     * Leaves nothing of the upload; the image can be uploaded to again. Idempotent. Bytes in place stay where the image may be
     * active with them, as the answer to {@link #finish} may have been lost alone.
     */
    void abandon(ImageUpload upload) {
        upload.abandon();
        if (giveUp(upload.image().id(), upload.mark())) {
            upload.takeBack();
        }
    }

    /** The bytes, for the caller. */
    InputStream download(Principal who, String id, long offset) {
        StoredImage image = catalog.get(who, id);
        ImageLifecycle.requireReadable(image, ImageAccess.admin(who));
        return open(image, offset);
    }

    /** The bytes of an active image, for a host. */
    InputStream data(String id, long offset) {
        StoredImage image = database.read(tx -> repository.find(tx, id))
                .orElseThrow(() -> new Problem.NotFound("image", id).raise());
        ImageLifecycle.requireReadable(image, true);
        return open(image, offset);
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

    private InputStream open(StoredImage image, long offset) {
        String id = image.id();
        try {
            return new StoredBytes(id, files.file(image.fileName()), offset);
        } catch (NoSuchFileException | FileNotFoundException gone) {
            throw new Problem.NotFound("image", id).raise();
        } catch (IOException failed) {
            LOG.error("image {}: cannot be read", id, failed);
            throw new Problem.Unavailable("The image store cannot be read just now.", Duration.ofSeconds(10)).raise();
        }
    }

    /** @return whether the image waited for this very upload until now */
    private boolean giveUp(String id, StoredImage.Upload mark) {
        return database.write(tx -> {
            Optional<StoredImage> image = repository.findToChange(tx, id).filter(each -> each.writtenBy(mark));
            image.ifPresent(seen -> repository.replace(tx, seen, seen.queued(env.nowMicros())));
            return image.isPresent();
        });
    }
}
