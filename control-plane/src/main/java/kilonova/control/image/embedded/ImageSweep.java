package kilonova.control.image.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import kilonova.control.replica.Owner;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away what nobody else will: uploads whose process ended, and bytes that no image has. Any replica does it, at any
 * time. An upload is only given up once the life that writes it is over, and its late commit would be refused. A file is
 * only deleted when the rows, read after it was seen, do not tell of it: a row names an upload before its file is there,
 * and an upload that was given up never comes back.
 */
final class ImageSweep {
    private static final Logger LOG = LoggerFactory.getLogger(ImageSweep.class);
    /** Files whose images are read at once. */
    private static final int BATCH = 500;

    private final Database database;
    private final Env env;
    private final ImageFiles files;
    private final ImageRepository repository;
    private final Lives lives;

    ImageSweep(Database database, Env env, ImageFiles files, ImageRepository repository, Lives lives) {
        this.database = database;
        this.env = env;
        this.files = files;
        this.repository = repository;
        this.lives = lives;
    }

    void tick() {
        List<StoredImage> left = database.read(tx -> {
            Set<Owner> living = lives.all(tx);
            return repository.inState(tx, ImageState.SAVING).stream()
                    .filter(image -> !writes(living, image))
                    .toList();
        });
        left.forEach(this::queueAgain);
        List<String> names = files.names();
        for (int from = 0; from < names.size(); from += BATCH) {
            unknown(names.subList(from, Math.min(names.size(), from + BATCH))).forEach(this::delete);
        }
    }

    private void queueAgain(StoredImage seen) {
        boolean queued = database.write(tx -> {
            Set<Owner> living = lives.all(tx);
            Optional<StoredImage> image = repository
                    .findToChange(tx, seen.id())
                    .filter(now -> now.state() == ImageState.SAVING && !writes(living, now));
            image.ifPresent(now -> repository.replace(tx, now, now.queued(env.nowMicros())));
            return image.isPresent();
        });
        if (queued) {
            LOG.info("image {}: its upload was cut off by the end of a process: queued again", seen.id());
        }
    }

    private static boolean writes(Set<Owner> living, StoredImage image) {
        return image.upload().filter(one -> living.contains(one.by())).isPresent();
    }

    private List<String> unknown(List<String> names) {
        Set<String> ids = names.stream().map(ImageFiles::imageOf).collect(Collectors.toSet());
        Map<String, StoredImage> images = database.read(tx -> repository.those(tx, ids)).stream()
                .collect(Collectors.toMap(StoredImage::id, Function.identity()));
        var unknown = new ArrayList<String>();
        for (String name : names) {
            Optional<StoredImage> image = Optional.ofNullable(images.get(ImageFiles.imageOf(name)));
            if (image.filter(each -> has(each, name)).isEmpty()) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    private static boolean has(StoredImage image, String name) {
        return image.state() != ImageState.QUEUED && image.fileName().equals(ImageFiles.inPlace(name));
    }

    private void delete(String name) {
        LOG.info("image store: {} is of no image: deleted", name);
        files.delete(name);
    }
}
