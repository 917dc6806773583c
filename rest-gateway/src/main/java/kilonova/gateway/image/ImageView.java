package kilonova.gateway.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.WholeSeconds;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageMember;
import kilonova.image.v1.ImageStatus;
import kilonova.image.v1.ImageVisibility;
import kilonova.image.v1.MemberStatus;

/** Images and members as Glance spells them. */
final class ImageView {
    static final List<String> DISK_FORMATS =
            List.of("ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "ploop", "iso");
    static final List<String> CONTAINER_FORMATS =
            List.of("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed");

    private ImageView() {}

    static ObjectNode image(Image image) {
        ObjectNode view = Json.object();
        image.getPropertiesMap().forEach(view::put);
        boolean bytes = image.hasSizeBytes();
        view.put("id", image.getId());
        view.put("name", Json.orNull(image.getName()));
        view.put("status", status(image.getStatus()));
        view.put("visibility", visibility(image.getVisibility()));
        view.put("protected", image.getProtected());
        view.put("os_hidden", image.getHidden());
        view.put("owner", image.getOwner());
        view.put("disk_format", Json.orNull(image.getDiskFormat()));
        view.put("container_format", Json.orNull(image.getContainerFormat()));
        view.put("size", bytes ? image.getSizeBytes() : null);
        view.put("virtual_size", image.hasVirtualSizeBytes() ? image.getVirtualSizeBytes() : null);
        view.put("checksum", Json.orNull(image.getMd5()));
        view.put("os_hash_algo", bytes ? "sha512" : null);
        view.put("os_hash_value", Json.orNull(image.getSha512()));
        view.put("min_disk", image.getMinDiskGb());
        view.put("min_ram", image.getMinMemoryMb());
        var tags = view.putArray("tags");
        image.getTagsList().forEach(tags::add);
        view.put("created_at", WholeSeconds.utc(image.getCreateTime()));
        view.put("updated_at", WholeSeconds.utc(image.getUpdateTime()));
        view.put("self", "/v2/images/" + image.getId());
        view.put("file", "/v2/images/" + image.getId() + "/file");
        view.put("schema", "/v2/schemas/image");
        return view;
    }

    static ObjectNode member(ImageMember member) {
        ObjectNode view = Json.object();
        view.put("member_id", member.getProjectId());
        view.put("image_id", member.getImageId());
        view.put("status", status(member.getStatus()));
        view.put("created_at", WholeSeconds.utc(member.getCreateTime()));
        view.put("updated_at", WholeSeconds.utc(member.getUpdateTime()));
        view.put("schema", "/v2/schemas/member");
        return view;
    }

    private static String status(ImageStatus status) {
        return switch (status) {
            case IMAGE_STATUS_QUEUED -> "queued";
            case IMAGE_STATUS_SAVING -> "saving";
            case IMAGE_STATUS_ACTIVE -> "active";
            case IMAGE_STATUS_DEACTIVATED -> "deactivated";
            case IMAGE_STATUS_UNSPECIFIED, UNRECOGNIZED -> "uploading";
        };
    }

    private static String visibility(ImageVisibility visibility) {
        return switch (visibility) {
            case IMAGE_VISIBILITY_PUBLIC -> "public";
            case IMAGE_VISIBILITY_COMMUNITY -> "community";
            case IMAGE_VISIBILITY_SHARED -> "shared";
            case IMAGE_VISIBILITY_PRIVATE, IMAGE_VISIBILITY_UNSPECIFIED, UNRECOGNIZED -> "private";
        };
    }

    private static String status(MemberStatus status) {
        return switch (status) {
            case MEMBER_STATUS_ACCEPTED -> "accepted";
            case MEMBER_STATUS_REJECTED -> "rejected";
            case MEMBER_STATUS_PENDING, MEMBER_STATUS_UNSPECIFIED, UNRECOGNIZED -> "pending";
        };
    }
}
