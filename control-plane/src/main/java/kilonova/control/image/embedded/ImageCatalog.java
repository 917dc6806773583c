package kilonova.control.image.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import kilonova.control.identity.Principal;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.control.store.Remembered;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** What is said of images. One public method per use case, one transaction each. */
final class ImageCatalog {
    private final Database database;
    private final Env env;
    private final ImageFiles files;
    private final ImageRepository repository;
    private final MemberRepository members;
    private final ImageListing listing;
    private final Remembered<StoredImage> known;

    ImageCatalog(Database database, Env env, ImageFiles files, ImageRepository repository, MemberRepository members) {
        this.database = database;
        this.env = env;
        this.files = files;
        this.repository = repository;
        this.members = members;
        this.listing = new ImageListing(repository);
        this.known = new Remembered<>(database, ImageRepository.KIND, repository::find);
    }

    StoredImage get(Principal who, String id) {
        return known.find(id)
                // What still moves may have moved in another replica just now.
                .filter(image -> image.state() == ImageState.ACTIVE)
                .or(() -> database.read(tx -> repository.find(tx, id)))
                .filter(image -> ImageAccess.sees(
                        who, image, () -> database.read(tx -> members.has(tx, id, who.projectOrNone()))))
                .orElseThrow(() -> new Problem.NotFound("image", id).raise());
    }

    ImageQuery.Page list(Principal who, ImageQuery query) {
        return database.read(tx -> listing.page(tx, who, query));
    }

    /** @param id empty means that one is made */
    <R extends Message> R create(Principal who, String id, ImageFacts facts, Once<StoredImage, R> once) {
        ImageAccess.requireWriter(who, "add_image");
        if (!id.isEmpty()) {
            ImageLifecycle.requireId(id);
        }
        ImageLifecycle.requireSound(facts);
        ImageAccess.requireSayable(who, Optional.empty(), facts);
        String name = id.isEmpty() ? env.ids().next().toString() : id;
        long now = env.nowMicros();
        var image = new StoredImage(name, facts, ImageState.QUEUED, Optional.empty(), Optional.empty(), now, now, 1);
        return database.write(tx -> once.run(tx, () -> {
            if (repository.find(tx, name).isPresent()) {
                throw new Problem.Duplicate("image", name).raise();
            }
            repository.insert(tx, image);
            return image;
        }));
    }

    /** @param etag what the caller saw; empty means that it does not matter */
    <R extends Message> R update(
            Principal who, String id, String etag, UnaryOperator<ImageFacts> change, Once<StoredImage, R> once) {
        return change(who, id, "modify_image", once, image -> {
            if (!etag.isEmpty() && !etag.equals(Long.toString(image.generation()))) {
                throw new Problem.Stale("image", id).raise();
            }
            ImageFacts next = change.apply(image.facts());
            ImageLifecycle.requireSound(next);
            ImageLifecycle.requireChangeable(image, next);
            ImageAccess.requireSayable(who, Optional.of(image.facts()), next);
            return next.equals(image.facts()) ? image : image.saying(next, env.nowMicros());
        });
    }

    <R extends Message> R addTag(Principal who, String id, String tag, Once<StoredImage, R> once) {
        return update(
                who,
                id,
                "",
                facts -> {
                    SortedSet<String> tags = new TreeSet<>(facts.tags());
                    tags.add(tag);
                    return facts.tagged(tags);
                },
                once);
    }

    <R extends Message> R removeTag(Principal who, String id, String tag, Once<StoredImage, R> once) {
        return update(
                who,
                id,
                "",
                facts -> {
                    SortedSet<String> tags = new TreeSet<>(facts.tags());
                    if (!tags.remove(tag)) {
                        throw new Problem.NotFound("tag", tag).raise();
                    }
                    return facts.tagged(tags);
                },
                once);
    }

    <R extends Message> R deactivate(Principal who, String id, Once<StoredImage, R> once) {
        return change(who, id, "deactivate", once, image -> {
            ImageAccess.requireAdmin(who, "deactivate");
            return switch (image.state()) {
                case ACTIVE -> image.in(ImageState.DEACTIVATED, env.nowMicros());
                case DEACTIVATED -> image;
                case QUEUED, SAVING ->
                    throw ImageLifecycle.wrong(image, "deactivate").raise();
            };
        });
    }

    <R extends Message> R reactivate(Principal who, String id, Once<StoredImage, R> once) {
        return change(who, id, "reactivate", once, image -> {
            ImageAccess.requireAdmin(who, "reactivate");
            return switch (image.state()) {
                case DEACTIVATED -> image.in(ImageState.ACTIVE, env.nowMicros());
                case ACTIVE -> image;
                case QUEUED, SAVING ->
                    throw ImageLifecycle.wrong(image, "reactivate").raise();
            };
        });
    }

    /** The rows first: bytes without a row are swept away ({@link ImageSweep}), a row without bytes would be a lie. */
    Empty delete(Principal who, String id, Once<Object, Empty> once) {
        var gone = new ArrayList<String>(1);
        Empty answer = database.write(tx -> once.run(tx, () -> {
            StoredImage image = seen(tx, who, repository.findToChange(tx, id), id);
            ImageAccess.requireKeeper(who, image, "delete_image");
            if (image.facts().isProtected()) {
                throw new Problem.Locked("image", id).raise();
            }
            repository.delete(tx, image);
            gone.add(image.fileName());
            return id;
        }));
        gone.forEach(files::delete);
        return answer;
    }

    /** The image when the caller may see it. */
    StoredImage seen(Tx tx, Principal who, Optional<StoredImage> found, String id) {
        return found.filter(image -> ImageAccess.sees(who, image, () -> members.has(tx, id, who.projectOrNone())))
                .orElseThrow(() -> new Problem.NotFound("image", id).raise());
    }

    /** @param changing the next image, or the same one when nothing changes */
    private <R extends Message> R change(
            Principal who, String id, String rule, Once<StoredImage, R> once, UnaryOperator<StoredImage> changing) {
        return database.write(tx -> once.run(tx, () -> {
            StoredImage image = seen(tx, who, repository.findToChange(tx, id), id);
            ImageAccess.requireKeeper(who, image, rule);
            StoredImage next = changing.apply(image);
            if (!next.equals(image)) {
                repository.replace(tx, image, next);
            }
            return next;
        }));
    }
}
