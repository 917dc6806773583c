package kilonova.control.image.embedded;

import static kilonova.control.store.tables.Tables.IMAGE_MEMBER;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.ImageMemberRecord;
import org.jooq.Condition;

/** Rows in, records out. */
final class MemberRepository {

    Optional<Membership> find(Tx tx, String imageId, ProjectId project) {
        return tx.sql()
                .selectFrom(IMAGE_MEMBER)
                .where(key(imageId, project))
                .fetchOptional(MemberRepository::membership);
    }

    boolean has(Tx tx, String imageId, ProjectId project) {
        return tx.sql().fetchExists(IMAGE_MEMBER, key(imageId, project));
    }

    List<Membership> of(Tx tx, String imageId) {
        return tx.sql()
                .selectFrom(IMAGE_MEMBER)
                .where(IMAGE_MEMBER.IMAGE_ID.eq(imageId))
                .orderBy(IMAGE_MEMBER.CREATED_AT, IMAGE_MEMBER.PROJECT_ID)
                .fetch(MemberRepository::membership);
    }

    void insert(Tx tx, Membership member) {
        tx.sql()
                .insertInto(IMAGE_MEMBER)
                .set(IMAGE_MEMBER.IMAGE_ID, member.imageId())
                .set(IMAGE_MEMBER.PROJECT_ID, member.project().value())
                .set(IMAGE_MEMBER.STATUS, member.answer().word())
                .set(IMAGE_MEMBER.CREATED_AT, member.createdAt())
                .set(IMAGE_MEMBER.UPDATED_AT, member.updatedAt())
                .execute();
    }

    void answer(Tx tx, Membership member) {
        tx.sql()
                .update(IMAGE_MEMBER)
                .set(IMAGE_MEMBER.STATUS, member.answer().word())
                .set(IMAGE_MEMBER.UPDATED_AT, member.updatedAt())
                .where(key(member.imageId(), member.project()))
                .execute();
    }

    /** @return whether it was there */
    boolean delete(Tx tx, String imageId, ProjectId project) {
        return tx.sql().deleteFrom(IMAGE_MEMBER).where(key(imageId, project)).execute() > 0;
    }

    private static Condition key(String imageId, ProjectId project) {
        return IMAGE_MEMBER.IMAGE_ID.eq(imageId).and(IMAGE_MEMBER.PROJECT_ID.eq(project.value()));
    }

    private static Membership membership(ImageMemberRecord row) {
        return new Membership(
                row.getImageId(),
                new ProjectId(row.getProjectId()),
                Membership.Answer.of(row.getStatus()),
                row.getCreatedAt(),
                row.getUpdatedAt());
    }
}
