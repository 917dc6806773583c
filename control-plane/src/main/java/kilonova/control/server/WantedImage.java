package kilonova.control.server;

import kilonova.compute.v1.BlockDevice;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.flavor.Flavor;
import kilonova.control.identity.Principal;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.kernel.Problem;

/** What a server boots from: the image is there, is active, and fits its flavor. */
final class WantedImage {
    private static final long GIB = 1L << 30;

    private final Policy policy;
    private final Images images;

    WantedImage(Policy policy, Images images) {
        this.policy = policy;
        this.images = images;
    }

    /** Clients may spell out what happens anyway: the image, on a disk of the host, booted from. All else needs volumes. */
    static void requireNoVolumes(ServerSpec spec) {
        if (!spec.getBlockDevicesList().stream().allMatch(device -> saysTheImage(spec, device))) {
            throw new Problem.Invalid("block_devices", "there is no volume service in this cloud").raise();
        }
    }

    private static boolean saysTheImage(ServerSpec spec, BlockDevice device) {
        return device.getSourceType().equals("image")
                && device.getDestinationType().equals("local")
                && device.getBootIndex() == 0
                && device.getUuid().equals(spec.getImageId());
    }

    ServerDetails.ServerImage of(Principal who, ServerSpec spec, Flavor flavor) {
        if (spec.getImageId().isEmpty()) {
            throw new Problem.Invalid("image_id", "Invalid image specified: a server boots from an image here").raise();
        }
        Image image;
        try {
            image = images.image(who, spec.getImageId());
        } catch (kilonova.kernel.ProblemException missing) {
            throw Named.field(missing, "image_id", "Can not find requested image");
        }
        if (!image.active()) {
            throw new Problem.Invalid("image_id", "Image " + image.id() + " is not active.").raise();
        }
        if (image.minMemoryMb() > flavor.memoryMb()) {
            throw new Problem.Invalid("flavor_id", "Flavor's memory is too small for requested image.").raise();
        }
        if (flavor.diskGb() == 0) {
            // Such a disk is as large as its image, and nobody counts it.
            policy.require(who, "os_compute_api:servers:create:zero_disk_flavor", Target.own(who));
        } else {
            long bytes = Math.max(image.virtualSizeBytes(), image.sizeBytes());
            if (bytes > flavor.diskGb() * GIB) {
                throw new Problem.Invalid(
                                "flavor_id",
                                "Flavor's disk is too small for requested image. Flavor disk is "
                                        + flavor.diskGb() * GIB + " bytes, image is " + bytes + " bytes.")
                        .raise();
            }
            if (image.minDiskGb() > flavor.diskGb()) {
                throw new Problem.Invalid(
                                "flavor_id",
                                "Flavor's disk is smaller than the minimum size specified in image metadata."
                                        + " Flavor disk is " + flavor.diskGb() * GIB + " bytes, minimum size is "
                                        + image.minDiskGb() * GIB + " bytes.")
                        .raise();
            }
        }
        return new ServerDetails.ServerImage(
                image.id(),
                image.diskFormat(),
                image.sizeBytes(),
                image.hashAlgorithm(),
                image.hash(),
                image.minDiskGb(),
                image.properties());
    }
}
