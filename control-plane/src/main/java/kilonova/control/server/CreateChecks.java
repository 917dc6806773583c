package kilonova.control.server;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kilonova.compute.v1.BlockDevice;
import kilonova.compute.v1.NetworkRequest;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.flavor.Flavor;
import kilonova.control.flavor.Flavors;
import kilonova.control.host.Hosts;
import kilonova.control.identity.Principal;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.control.keypair.Keypair;
import kilonova.control.keypair.Keypairs;
import kilonova.control.network.NetworkInfo;
import kilonova.control.network.Networks;
import kilonova.control.network.Port;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** What is checked before a server is accepted (feature map 7.1). Asks the neighbours; opens no transaction that writes. */
final class CreateChecks {
    private static final long GIB = 1L << 30;

    private final Env env;
    private final Database database;
    private final Flavors flavors;
    private final Keypairs keypairs;
    private final Images images;
    private final Networks networks;
    private final Hosts hosts;

    /** What the checks found out. */
    record Draft(ServerFlavor flavor, ServerDetails details) {}

    CreateChecks(
            Env env,
            Database database,
            Flavors flavors,
            Keypairs keypairs,
            Images images,
            Networks networks,
            Hosts hosts) {
        this.env = env;
        this.database = database;
        this.flavors = flavors;
        this.keypairs = keypairs;
        this.images = images;
        this.networks = networks;
        this.hosts = hosts;
    }

    /** Clients may spell out what happens anyway: the image, on a disk of the host, booted from. All else needs volumes. */
    private static boolean saysTheImage(ServerSpec spec, BlockDevice device) {
        return device.getSourceType().equals("image")
                && device.getDestinationType().equals("local")
                && device.getBootIndex() == 0
                && device.getUuid().equals(spec.getImageId());
    }

    Draft check(Principal who, ServerSpec spec) {
        if (!spec.getBlockDevicesList().stream().allMatch(device -> saysTheImage(spec, device))) {
            throw new Problem.Invalid("block_devices", "there is no volume service in this cloud").raise();
        }
        Flavor flavor = flavor(who, spec);
        ServerDetails.ServerImage image = image(who, spec, flavor);
        userData(spec);
        Optional<Keypair> keypair = keypair(who, spec);
        String zone = zone(spec);
        return new Draft(
                new ServerFlavor(
                        flavor.id(),
                        flavor.name(),
                        flavor.vcpus(),
                        flavor.memoryMb(),
                        flavor.diskGb(),
                        flavor.ephemeralGb(),
                        flavor.swapMb(),
                        flavor.extraSpecs()),
                new ServerDetails(
                        spec.getHostname().isEmpty() ? hostname(spec.getName()) : spec.getHostname(),
                        spec.getDescription(),
                        spec.getMetadataMap(),
                        spec.getTagsList(),
                        keypair.map(Keypair::name).orElse(""),
                        keypair.map(Keypair::publicKey).orElse(""),
                        securityGroups(who, spec),
                        spec.getConfigDrive(),
                        spec.getAccessIpv4(),
                        spec.getAccessIpv6(),
                        switch (spec.getDiskConfig()) {
                            case DISK_CONFIG_AUTO -> "AUTO";
                            case DISK_CONFIG_MANUAL, DISK_CONFIG_UNSPECIFIED, UNRECOGNIZED -> "MANUAL";
                        },
                        spec.getSchedulerHints(),
                        spec.getTrustedImageCertificatesList(),
                        0,
                        "",
                        zone,
                        spec.getForcedHost().isEmpty() ? spec.getRequestedHost() : spec.getForcedHost(),
                        !spec.getForcedHost().isEmpty(),
                        ports(who, spec),
                        image));
    }

    /** A server of a batch has ports of its own. */
    ServerDetails anotherOf(ServerDetails details, int index) {
        List<ServerDetails.PortWish> ports = details.ports().stream()
                .map(port -> new ServerDetails.PortWish(
                        env.ids().next().toString(), false, port.networkId(), port.fixedIp(), port.tag()))
                .toList();
        return new ServerDetails(
                details.hostname() + "-" + (index + 1),
                details.description(),
                details.metadata(),
                details.tags(),
                details.keyName(),
                details.publicKey(),
                details.securityGroups(),
                details.configDrive(),
                details.accessIpv4(),
                details.accessIpv6(),
                details.diskConfig(),
                details.schedulerHints(),
                details.trustedImageCertificates(),
                index,
                details.lockedReason(),
                details.pinnedZone(),
                details.requestedHost(),
                details.forcedHost(),
                ports,
                details.image());
    }

    private Flavor flavor(Principal who, ServerSpec spec) {
        try {
            Flavor flavor = flavors.flavor(who, spec.getFlavorId());
            if (flavor.disabled()) {
                throw new Problem.NotFound("flavor", spec.getFlavorId()).raise();
            }
            return flavor;
        } catch (kilonova.kernel.ProblemException missing) {
            throw named(missing, "flavor_id", "Flavor " + spec.getFlavorId() + " could not be found.");
        }
    }

    private ServerDetails.ServerImage image(Principal who, ServerSpec spec, Flavor flavor) {
        if (spec.getImageId().isEmpty()) {
            throw new Problem.Invalid("image_id", "Invalid image specified: a server boots from an image here").raise();
        }
        Image image;
        try {
            image = images.image(who, spec.getImageId());
        } catch (kilonova.kernel.ProblemException missing) {
            throw named(missing, "image_id", "Can not find requested image");
        }
        if (!image.active()) {
            throw new Problem.Invalid("image_id", "Image " + image.id() + " is not active.").raise();
        }
        if (image.minMemoryMb() > flavor.memoryMb()) {
            throw new Problem.Invalid("flavor_id", "Flavor's memory is too small for requested image.").raise();
        }
        if (flavor.diskGb() > 0) {
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

    private Optional<Keypair> keypair(Principal who, ServerSpec spec) {
        if (spec.getKeyName().isEmpty()) {
            return Optional.empty();
        }
        Optional<Keypair> keypair = keypairs.keypair(who.user(), spec.getKeyName());
        if (keypair.isEmpty()) {
            throw new Problem.Invalid("key_name", "Invalid key_name provided.").raise();
        }
        return keypair;
    }

    private List<String> securityGroups(Principal who, ServerSpec spec) {
        for (String group : spec.getSecurityGroupsList()) {
            try {
                networks.securityGroup(who, group);
            } catch (kilonova.kernel.ProblemException missing) {
                throw named(
                        missing,
                        "security_groups",
                        "Security group " + group + " not found for project "
                                + who.projectOrNone().value() + ".");
            }
        }
        return spec.getSecurityGroupsCount() == 0 ? List.of("default") : spec.getSecurityGroupsList();
    }

    private String zone(ServerSpec spec) {
        String zone = spec.getZone();
        if (!zone.isEmpty()
                && database.read(hosts::all).stream()
                        .noneMatch(host -> host.zone().equals(zone))) {
            throw new Problem.Invalid("zone", "The requested availability zone is not available").raise();
        }
        if (!spec.getRequestedHost().isEmpty()
                && database.read(tx -> hosts.find(tx, spec.getRequestedHost())).isEmpty()) {
            throw new Problem.Invalid(
                            "requested_host", "Compute host " + spec.getRequestedHost() + " could not be found.")
                    .raise();
        }
        return zone;
    }

    private List<ServerDetails.PortWish> ports(Principal who, ServerSpec spec) {
        return switch (spec.getNetworkChoice()) {
            case NETWORK_CHOICE_NONE -> List.of();
            case NETWORK_CHOICE_LISTED -> {
                var ports = new ArrayList<ServerDetails.PortWish>();
                for (NetworkRequest request : spec.getNetworksList()) {
                    ports.add(port(who, request));
                }
                yield ports;
            }
            case NETWORK_CHOICE_AUTO -> {
                List<NetworkInfo> usable = usable(who);
                if (usable.isEmpty()) {
                    throw new Problem.Invalid(
                                    "networks",
                                    "Unable to automatically allocate a network for project "
                                            + who.projectOrNone().value())
                            .raise();
                }
                yield List.of(onNetwork(usable.getFirst().id(), Optional.empty(), ""));
            }
            case NETWORK_CHOICE_UNSPECIFIED, UNRECOGNIZED -> {
                List<NetworkInfo> usable = usable(who);
                if (usable.size() > 1) {
                    throw new Problem.Invalid(
                                    "networks",
                                    "Multiple possible networks found, use a Network ID to be more specific.")
                            .raise();
                }
                yield usable.stream()
                        .map(network -> onNetwork(network.id(), Optional.empty(), ""))
                        .toList();
            }
        };
    }

    private ServerDetails.PortWish port(Principal who, NetworkRequest request) {
        if (!request.getPortId().isEmpty()) {
            Port port;
            try {
                port = networks.port(who, request.getPortId());
            } catch (kilonova.kernel.ProblemException missing) {
                throw named(missing, "networks", "Port id " + request.getPortId() + " could not be found.");
            }
            if (!port.deviceId().isEmpty()) {
                throw new Problem.InUse("port", port.id(), port.deviceId()).raise();
            }
            return new ServerDetails.PortWish(port.id(), true, port.networkId(), Optional.empty(), request.getTag());
        }
        NetworkInfo network;
        try {
            network = networks.network(who, request.getNetworkId());
        } catch (kilonova.kernel.ProblemException missing) {
            throw named(missing, "networks", "Network " + request.getNetworkId() + " could not be found.");
        }
        if (!network.usable()) {
            throw new Problem.Invalid(
                            "networks", "Network " + network.id() + " requires a subnet in order to boot instances on.")
                    .raise();
        }
        Optional<String> fixed = request.getFixedIp().isEmpty() ? Optional.empty() : Optional.of(request.getFixedIp());
        return onNetwork(network.id(), fixed, request.getTag());
    }

    private ServerDetails.PortWish onNetwork(String networkId, Optional<String> fixedIp, String tag) {
        return new ServerDetails.PortWish(env.ids().next().toString(), false, networkId, fixedIp, tag);
    }

    private List<NetworkInfo> usable(Principal who) {
        return networks.networks(who).stream()
                .filter(network -> network.usable() && !network.external())
                .toList();
    }

    private static void userData(ServerSpec spec) {
        try {
            Base64.getMimeDecoder().decode(spec.getUserData());
        } catch (IllegalArgumentException broken) {
            throw new Problem.Invalid("user_data", "not Base64").raise();
        }
    }

    /** What another resource lacks is this request's fault: the field is named, the code is that of a bad request. */
    private static RuntimeException named(kilonova.kernel.ProblemException problem, String field, String words) {
        return problem.problem() instanceof Problem.NotFound ? new Problem.Invalid(field, words).raise() : problem;
    }

    /** A name as a guest may call itself (RFC 1123): blanks and {@code _.} become dashes, other characters go. */
    static String hostname(String name) {
        String host = name.toLowerCase(Locale.ROOT)
                .replaceAll("[ _.]", "-")
                .replaceAll("[^a-z0-9-]", "")
                .replaceAll("^-+|-+$", "");
        return host.length() > 63 ? host.substring(0, 63).replaceAll("-+$", "") : host;
    }
}
