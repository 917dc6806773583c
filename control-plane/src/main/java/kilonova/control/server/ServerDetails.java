package kilonova.control.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What its creator said of a server, and what was settled at its creation.
 *
 * @param publicKey of the keypair, as it was then
 * @param diskConfig {@code AUTO} or {@code MANUAL}
 * @param schedulerHints one JSON object, empty for none
 * @param pinnedZone the zone the creator insisted on
 * @param ports what it is to have on networks, in order
 */
record ServerDetails(
        String hostname,
        String description,
        Map<String, String> metadata,
        List<String> tags,
        String keyName,
        String publicKey,
        List<String> securityGroups,
        boolean configDrive,
        String accessIpv4,
        String accessIpv6,
        String diskConfig,
        String schedulerHints,
        List<String> trustedImageCertificates,
        int launchIndex,
        String lockedReason,
        String pinnedZone,
        String requestedHost,
        boolean forcedHost,
        List<PortWish> ports,
        ServerImage image) {

    /** @param portId made before, or chosen for the one to be made */
    record PortWish(String portId, boolean existing, String networkId, Optional<String> fixedIp, String tag) {}

    /** The image as it was when the server was made. */
    record ServerImage(
            String id,
            String diskFormat,
            long sizeBytes,
            String hashAlgorithm,
            String hash,
            int minDiskGb,
            Map<String, String> properties) {}

    ServerDetails named(String newHostname, String newDescription, String ipv4, String ipv6, String disk) {
        return new ServerDetails(
                newHostname,
                newDescription,
                metadata,
                tags,
                keyName,
                publicKey,
                securityGroups,
                configDrive,
                ipv4,
                ipv6,
                disk,
                schedulerHints,
                trustedImageCertificates,
                launchIndex,
                lockedReason,
                pinnedZone,
                requestedHost,
                forcedHost,
                ports,
                image);
    }

    ServerDetails labelled(Map<String, String> newMetadata, List<String> newTags) {
        return new ServerDetails(
                hostname,
                description,
                newMetadata,
                newTags,
                keyName,
                publicKey,
                securityGroups,
                configDrive,
                accessIpv4,
                accessIpv6,
                diskConfig,
                schedulerHints,
                trustedImageCertificates,
                launchIndex,
                lockedReason,
                pinnedZone,
                requestedHost,
                forcedHost,
                ports,
                image);
    }

    ServerDetails pinnedTo(String zone) {
        return new ServerDetails(
                hostname,
                description,
                metadata,
                tags,
                keyName,
                publicKey,
                securityGroups,
                configDrive,
                accessIpv4,
                accessIpv6,
                diskConfig,
                schedulerHints,
                trustedImageCertificates,
                launchIndex,
                lockedReason,
                zone,
                requestedHost,
                forcedHost,
                ports,
                image);
    }
}
