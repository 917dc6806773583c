package kilonova.control.server;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.flavor.Flavor;
import kilonova.control.flavor.Flavors;
import kilonova.control.identity.Principal;
import kilonova.control.keypair.Keypair;
import kilonova.control.keypair.Keypairs;
import kilonova.control.scheduling.Scheduler;
import kilonova.kernel.Problem;

/** What is checked before a server is accepted (feature map 7.1). Asks the neighbours; opens no transaction that writes. */
final class CreateChecks {
    private final Flavors flavors;
    private final Keypairs keypairs;
    private final CreateQuotas quotas;
    private final WantedImage image;
    private final WantedPorts ports;
    private final WantedPlace place;
    private final Scheduler scheduler;

    /** What the checks found out. */
    record Draft(ServerFlavor flavor, ServerDetails details) {}

    CreateChecks(ServerNeighbours with) {
        this.flavors = with.flavors();
        this.keypairs = with.keypairs();
        this.quotas = new CreateQuotas(with.quotas());
        this.image = new WantedImage(with.policy(), with.images());
        this.ports = new WantedPorts(with.env(), with.policy(), with.networks());
        this.place = new WantedPlace(with.database(), with.hosts());
        this.scheduler = with.scheduler();
    }

    Draft check(Principal who, ServerSpec spec) {
        WantedImage.requireNoVolumes(spec);
        quotas.require(who, spec);
        Flavor flavor = flavor(who, spec);
        ServerDetails.ServerImage from = image.of(who, spec, flavor);
        userData(spec);
        Optional<Keypair> keypair = keypair(who, spec);
        WantedPlace.Place at = place.of(spec);
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
                        ports.securityGroups(who, spec),
                        // Files have no other way into a guest.
                        spec.getConfigDrive() || spec.getPersonalityCount() > 0,
                        spec.getAccessIpv4(),
                        spec.getAccessIpv6(),
                        switch (spec.getDiskConfig()) {
                            case DISK_CONFIG_AUTO -> "AUTO";
                            case DISK_CONFIG_MANUAL, DISK_CONFIG_UNSPECIFIED, UNRECOGNIZED -> "MANUAL";
                        },
                        hints(spec),
                        spec.getTrustedImageCertificatesList(),
                        0,
                        "",
                        at.zone(),
                        at.host(),
                        at.forced(),
                        ports.of(who, spec),
                        from));
    }

    /** How many such servers, {@code min} to {@code max}, the quota of ports lets be made. */
    int affordable(Principal who, Draft draft, int min, int max) {
        return ports.affordable(who, draft.details().ports(), min, max);
    }

    /** A server of a batch has a number, and ports of its own. */
    ServerDetails anotherOf(ServerDetails details, int index) {
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
                ports.again(details.ports()),
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
            throw Named.field(missing, "flavor_id", "Flavor " + spec.getFlavorId() + " could not be found.");
        }
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

    private String hints(ServerSpec spec) {
        String sound = SchedulerHints.sound(spec.getSchedulerHints());
        scheduler.require(SchedulerHints.known(sound));
        return sound;
    }

    private static void userData(ServerSpec spec) {
        try {
            // Line breaks are allowed, anything else that is no digit is not.
            Base64.getDecoder().decode(spec.getUserData().replaceAll("\\s", ""));
        } catch (IllegalArgumentException broken) {
            throw new Problem.Invalid("user_data", "must be Base64, in which line breaks are allowed").raise();
        }
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
