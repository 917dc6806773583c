package kilonova.control.image.embedded;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import kilonova.control.edge.WireTime;
import kilonova.control.identity.ProjectId;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageFilter;
import kilonova.image.v1.ImageMember;
import kilonova.image.v1.ImageStatus;
import kilonova.image.v1.ImageVisibility;
import kilonova.image.v1.ListImagesRequest;
import kilonova.image.v1.ListImagesResponse;
import kilonova.image.v1.MemberStatus;
import kilonova.kernel.Problem;

/** Record ⇄ message. */
final class ImageProto {
    private static final int PAGE = 25;
    private static final int MAX_PAGE = 1000;

    private ImageProto() {}

    static Image image(StoredImage image) {
        ImageFacts facts = image.facts();
        var message = Image.newBuilder()
                .setId(image.id())
                .setName(facts.name())
                .setOwner(facts.owner().value())
                .setStatus(status(image.state()))
                .setVisibility(visibility(facts.visibility()))
                .setProtected(facts.isProtected())
                .setHidden(facts.hidden())
                .setDiskFormat(facts.diskFormat())
                .setContainerFormat(facts.containerFormat())
                .setMinDiskGb(facts.minDiskGb())
                .setMinMemoryMb(facts.minMemoryMb())
                .putAllProperties(facts.properties())
                .addAllTags(facts.tags())
                .setCreateTime(WireTime.of(image.createdAt()))
                .setUpdateTime(WireTime.of(image.updatedAt()))
                .setEtag(Long.toString(image.generation()));
        image.bytes().ifPresent(bytes -> {
            message.setSizeBytes(bytes.size()).setMd5(bytes.md5()).setSha512(bytes.sha512());
            bytes.virtualSize().ifPresent(message::setVirtualSizeBytes);
        });
        return message.build();
    }

    static ListImagesResponse page(ImageQuery.Page page) {
        return ListImagesResponse.newBuilder()
                .addAllImages(page.images().stream().map(ImageProto::image).toList())
                .setMore(page.more())
                .build();
    }

    static ImageMember member(Membership member) {
        return ImageMember.newBuilder()
                .setImageId(member.imageId())
                .setProjectId(member.project().value())
                .setStatus(
                        switch (member.answer()) {
                            case PENDING -> MemberStatus.MEMBER_STATUS_PENDING;
                            case ACCEPTED -> MemberStatus.MEMBER_STATUS_ACCEPTED;
                            case REJECTED -> MemberStatus.MEMBER_STATUS_REJECTED;
                        })
                .setCreateTime(WireTime.of(member.createdAt()))
                .setUpdateTime(WireTime.of(member.updatedAt()))
                .build();
    }

    static Membership.Answer answer(MemberStatus status) {
        return switch (status) {
            case MEMBER_STATUS_PENDING -> Membership.Answer.PENDING;
            case MEMBER_STATUS_ACCEPTED -> Membership.Answer.ACCEPTED;
            case MEMBER_STATUS_REJECTED -> Membership.Answer.REJECTED;
            case MEMBER_STATUS_UNSPECIFIED, UNRECOGNIZED -> throw unknown("status");
        };
    }

    /** What a new image is said to be. */
    static ImageFacts facts(Image said, ProjectId caller) {
        return new ImageFacts(
                said.getName(),
                said.getOwner().isEmpty() ? caller : new ProjectId(said.getOwner()),
                said.getVisibility() == ImageVisibility.IMAGE_VISIBILITY_UNSPECIFIED
                        ? Visibility.SHARED
                        : visibility(said.getVisibility()),
                said.getProtected(),
                said.getHidden(),
                said.getDiskFormat(),
                said.getContainerFormat(),
                said.getMinDiskGb(),
                said.getMinMemoryMb(),
                said.getPropertiesMap(),
                new TreeSet<>(said.getTagsList()));
    }

    /** What an update makes of what was said before. */
    static UnaryOperator<ImageFacts> change(Image said, FieldMask mask) {
        for (String path : mask.getPathsList()) {
            if (!MUTABLE.contains(path)) {
                throw new Problem.Invalid(
                                "update_mask", "'" + path + "' (expected: some of " + String.join(", ", MUTABLE) + ")")
                        .raise();
            }
        }
        var paths = List.copyOf(mask.getPathsList());
        return old -> new ImageFacts(
                paths.contains("name") ? said.getName() : old.name(),
                paths.contains("owner") ? new ProjectId(said.getOwner()) : old.owner(),
                paths.contains("visibility") ? visibility(said.getVisibility()) : old.visibility(),
                paths.contains("protected") ? said.getProtected() : old.isProtected(),
                paths.contains("hidden") ? said.getHidden() : old.hidden(),
                paths.contains("disk_format") ? said.getDiskFormat() : old.diskFormat(),
                paths.contains("container_format") ? said.getContainerFormat() : old.containerFormat(),
                paths.contains("min_disk_gb") ? said.getMinDiskGb() : old.minDiskGb(),
                paths.contains("min_memory_mb") ? said.getMinMemoryMb() : old.minMemoryMb(),
                paths.contains("properties") ? said.getPropertiesMap() : old.properties(),
                paths.contains("tags") ? new TreeSet<>(said.getTagsList()) : old.tags());
    }

    private static final List<String> MUTABLE = List.of(
            "name",
            "owner",
            "visibility",
            "protected",
            "hidden",
            "disk_format",
            "container_format",
            "min_disk_gb",
            "min_memory_mb",
            "properties",
            "tags");

    static ImageQuery query(ListImagesRequest request) {
        ImageFilter filter = request.getFilter();
        Optional<Membership.Answer> memberAnswer = filter.getAnyMemberStatus()
                ? Optional.empty()
                : Optional.of(
                        filter.getMemberStatus() == MemberStatus.MEMBER_STATUS_UNSPECIFIED
                                ? Membership.Answer.ACCEPTED
                                : answer(filter.getMemberStatus()));
        return new ImageQuery(
                filter.getNamesList(),
                filter.getIdsList(),
                filter.getStatusesList().stream().map(ImageProto::state).toList(),
                filter.getDiskFormatsList(),
                filter.getContainerFormatsList(),
                filter.getVisibility() == ImageVisibility.IMAGE_VISIBILITY_UNSPECIFIED
                        ? Optional.empty()
                        : Optional.of(visibility(filter.getVisibility())),
                filter.getOwner().isEmpty() ? Optional.empty() : Optional.of(filter.getOwner()),
                filter.getTagsList(),
                filter.hasProtected() ? Optional.of(filter.getProtected()) : Optional.empty(),
                filter.getHidden(),
                filter.hasMinSizeBytes() ? OptionalLong.of(filter.getMinSizeBytes()) : OptionalLong.empty(),
                filter.hasMaxSizeBytes() ? OptionalLong.of(filter.getMaxSizeBytes()) : OptionalLong.empty(),
                memberAnswer,
                filter.getPropertiesMap(),
                filter.hasCreatedSince() ? micros(filter.getCreatedSince()) : OptionalLong.empty(),
                filter.hasUpdatedSince() ? micros(filter.getUpdatedSince()) : OptionalLong.empty(),
                request.getOrderByList().stream()
                        .map(each -> new ImageQuery.Order(each.getKey(), each.getDescending()))
                        .toList(),
                request.getAfterId().isEmpty() ? Optional.empty() : Optional.of(request.getAfterId()),
                request.getPageSize() <= 0 ? PAGE : Math.min(request.getPageSize(), MAX_PAGE));
    }

    private static OptionalLong micros(Timestamp time) {
        return OptionalLong.of(WireTime.micros(time));
    }

    private static ImageStatus status(ImageState state) {
        return switch (state) {
            case QUEUED -> ImageStatus.IMAGE_STATUS_QUEUED;
            case SAVING -> ImageStatus.IMAGE_STATUS_SAVING;
            case ACTIVE -> ImageStatus.IMAGE_STATUS_ACTIVE;
            case DEACTIVATED -> ImageStatus.IMAGE_STATUS_DEACTIVATED;
        };
    }

    private static ImageState state(ImageStatus status) {
        return switch (status) {
            case IMAGE_STATUS_QUEUED -> ImageState.QUEUED;
            case IMAGE_STATUS_SAVING -> ImageState.SAVING;
            case IMAGE_STATUS_ACTIVE -> ImageState.ACTIVE;
            case IMAGE_STATUS_DEACTIVATED -> ImageState.DEACTIVATED;
            case IMAGE_STATUS_UNSPECIFIED, UNRECOGNIZED -> throw unknown("statuses");
        };
    }

    private static ImageVisibility visibility(Visibility visibility) {
        return switch (visibility) {
            case SHARED -> ImageVisibility.IMAGE_VISIBILITY_SHARED;
            case PRIVATE -> ImageVisibility.IMAGE_VISIBILITY_PRIVATE;
            case COMMUNITY -> ImageVisibility.IMAGE_VISIBILITY_COMMUNITY;
            case PUBLIC -> ImageVisibility.IMAGE_VISIBILITY_PUBLIC;
        };
    }

    private static Visibility visibility(ImageVisibility visibility) {
        return switch (visibility) {
            case IMAGE_VISIBILITY_SHARED -> Visibility.SHARED;
            case IMAGE_VISIBILITY_PRIVATE -> Visibility.PRIVATE;
            case IMAGE_VISIBILITY_COMMUNITY -> Visibility.COMMUNITY;
            case IMAGE_VISIBILITY_PUBLIC -> Visibility.PUBLIC;
            case IMAGE_VISIBILITY_UNSPECIFIED, UNRECOGNIZED -> throw unknown("visibility");
        };
    }

    private static RuntimeException unknown(String field) {
        return new Problem.Invalid(field, "not a known value").raise();
    }
}
