package kilonova.control.image.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** With whom images are shared. One public method per use case, one transaction each. */
final class ImageMembers {
    private static final int MAX_MEMBERS = 128;

    private final Database database;
    private final Env env;
    private final ImageCatalog catalog;
    private final ImageRepository images;
    private final MemberRepository repository;

    ImageMembers(
            Database database, Env env, ImageCatalog catalog, ImageRepository images, MemberRepository repository) {
        this.database = database;
        this.env = env;
        this.catalog = catalog;
        this.images = images;
        this.repository = repository;
    }

    List<Membership> list(Principal who, String id) {
        return database.read(tx -> {
            StoredImage image = catalog.seen(tx, who, images.find(tx, id), id);
            requireShared(image, "get_members");
            return repository.of(tx, id).stream()
                    .filter(each -> ImageAccess.keeps(who, image)
                            || Optional.of(each.project()).equals(who.project()))
                    .toList();
        });
    }

    <R extends Message> R add(Principal who, String id, ProjectId project, Once<Membership, R> once) {
        return database.write(tx -> once.run(tx, () -> {
            StoredImage image = kept(tx, who, id, "add_member");
            if (repository.find(tx, id, project).isPresent()) {
                throw new Problem.Duplicate("member", project.value()).raise();
            }
            if (repository.of(tx, id).size() >= MAX_MEMBERS) {
                throw new Problem.QuotaExceeded("image_member_quota", MAX_MEMBERS + 1L, MAX_MEMBERS, MAX_MEMBERS)
                        .raise();
            }
            long now = env.nowMicros();
            var member = new Membership(image.id(), project, Membership.Answer.PENDING, now, now);
            repository.insert(tx, member);
            return member;
        }));
    }

    /** The member itself answers; an owner cannot answer for it. */
    <R extends Message> R answer(
            Principal who, String id, ProjectId project, Membership.Answer answer, Once<Membership, R> once) {
        return database.write(tx -> once.run(tx, () -> {
            StoredImage image = catalog.seen(tx, who, images.findToChange(tx, id), id);
            requireShared(image, "modify_member");
            Membership member = member(tx, id, project);
            if (!ImageAccess.admin(who) && !Optional.of(project).equals(who.project())) {
                throw new Problem.Forbidden("modify_member").raise();
            }
            ImageAccess.requireWriter(who, "modify_member");
            Membership next = member.answered(answer, env.nowMicros());
            repository.answer(tx, next);
            return next;
        }));
    }

    Empty remove(Principal who, String id, ProjectId project, Once<Object, Empty> once) {
        return database.write(tx -> once.run(tx, () -> {
            kept(tx, who, id, "delete_member");
            member(tx, id, project);
            return repository.delete(tx, id, project);
        }));
    }

    private StoredImage kept(Tx tx, Principal who, String id, String rule) {
        StoredImage image = catalog.seen(tx, who, images.findToChange(tx, id), id);
        ImageAccess.requireKeeper(who, image, rule);
        requireShared(image, rule);
        return image;
    }

    private Membership member(Tx tx, String id, ProjectId project) {
        return repository.find(tx, id, project).orElseThrow(() -> new Problem.NotFound("member", project.value())
                .raise());
    }

    private static void requireShared(StoredImage image, String rule) {
        if (image.facts().visibility() != Visibility.SHARED) {
            throw new Problem.Forbidden(rule).raise();
        }
    }
}
