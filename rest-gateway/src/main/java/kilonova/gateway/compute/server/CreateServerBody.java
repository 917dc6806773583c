package kilonova.gateway.compute.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import kilonova.compute.v1.BlockDevice;
import kilonova.compute.v1.DiskConfig;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.NetworkRequest;
import kilonova.compute.v1.PersonalityFile;
import kilonova.compute.v1.ServerSpec;
import kilonova.gateway.compute.Microversion;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.schema.Base64Text;

/** The body of a create, as the control plane takes it. Pure; the body keeps its schema. */
record CreateServerBody(ServerSpec.Builder spec, int minCount, int maxCount, boolean answersReservation) {

    private static final int MAX_BATCH = 1_000;

    static CreateServerBody of(JsonNode body, Microversion version) {
        JsonNode server = body.path("server");
        int min = Values.numberOr(server, "min_count", 1);
        int max = Values.numberOr(server, "max_count", min);
        if (min > max) {
            throw HttpFault.of(400, "min_count must be <= max_count").raise();
        }
        return new CreateServerBody(
                spec(body, server, version),
                min,
                // As many as can be were asked for: no more than this are made at once.
                Math.min(max, MAX_BATCH),
                Values.truth(server, "return_reservation_id"));
    }

    /** Whether several servers were asked for, or the name of a batch. */
    boolean batch() {
        return maxCount > 1 || answersReservation;
    }

    private static ServerSpec.Builder spec(JsonNode body, JsonNode server, Microversion version) {
        String name = Values.textOr(server, "name", "").strip();
        var spec = ServerSpec.newBuilder()
                .setName(name)
                // Before it could be said, a server was described by its name.
                .setDescription(version.atLeast(19) ? Values.textOr(server, "description", "") : name)
                .setHostname(Values.textOr(server, "hostname", ""))
                .setFlavorId(Values.textOr(server, "flavorRef", ""))
                .setImageId(Values.textOr(server, "imageRef", ""))
                .setKeyName(Values.textOr(server, "key_name", ""))
                .setAdminPassword(Values.textOr(server, "adminPass", ""))
                .setUserData(userData(Values.textOr(server, "user_data", "")))
                .setConfigDrive(Values.truth(server, "config_drive"))
                .setAccessIpv4(Values.textOr(server, "accessIPv4", ""))
                .setAccessIpv6(Values.textOr(server, "accessIPv6", ""))
                .setDiskConfig(diskConfig(server))
                .setRequestedHost(Values.textOr(server, "host", ""))
                .setRequestedHypervisor(Values.textOr(server, "hypervisor_hostname", ""))
                .putAllMetadata(Values.texts(server.path("metadata")))
                .setSchedulerHints(hints(body));
        server.path("tags").forEach(each -> spec.addTags(each.asText()));
        server.path("trusted_image_certificates").forEach(each -> spec.addTrustedImageCertificates(each.asText()));
        server.path("security_groups").forEach(each -> Values.text(each, "name").ifPresent(spec::addSecurityGroups));
        server.path("personality").forEach(each -> spec.addPersonality(personality(each)));
        Values.text(server, "availability_zone").ifPresent(zone -> zone(spec, zone));
        networks(spec, server);
        blockDevices(spec, server);
        return spec;
    }

    static DiskConfig diskConfig(JsonNode server) {
        return Values.text(server, "OS-DCF:diskConfig")
                .map(text -> text.equals("AUTO") ? DiskConfig.DISK_CONFIG_AUTO : DiskConfig.DISK_CONFIG_MANUAL)
                .orElse(DiskConfig.DISK_CONFIG_UNSPECIFIED);
    }

    private static String hints(JsonNode body) {
        JsonNode hints = body.has("os:scheduler_hints")
                ? body.path("os:scheduler_hints")
                : body.path("OS-SCH-HNT:scheduler_hints");
        return hints.isObject() && !hints.isEmpty() ? hints.toString() : "";
    }

    /** {@code zone}, or for administrators {@code zone:host}, {@code zone:host:node} and {@code zone::node}. */
    private static void zone(ServerSpec.Builder spec, String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 3) {
            throw HttpFault.of(400, "Unable to parse availability_zone").raise();
        }
        spec.setZone(parts[0]);
        if (parts.length > 1) {
            spec.setForcedHost(parts[1]);
        }
        if (parts.length > 2) {
            spec.setForcedHypervisor(parts[2]);
        }
    }

    private static void networks(ServerSpec.Builder spec, JsonNode server) {
        JsonNode networks = server.path("networks");
        if (networks.isTextual()) {
            spec.setNetworkChoice(
                    networks.textValue().equals("none")
                            ? NetworkChoice.NETWORK_CHOICE_NONE
                            : NetworkChoice.NETWORK_CHOICE_AUTO);
        } else if (!networks.isEmpty()) {
            spec.setNetworkChoice(NetworkChoice.NETWORK_CHOICE_LISTED);
            networks.forEach(each -> spec.addNetworks(NetworkRequest.newBuilder()
                    .setNetworkId(Values.textOr(each, "uuid", ""))
                    .setPortId(Values.textOr(each, "port", ""))
                    .setFixedIp(Values.textOr(each, "fixed_ip", ""))
                    .setTag(Values.textOr(each, "tag", ""))));
        }
    }

    private static PersonalityFile personality(JsonNode file) {
        String path = Values.textOr(file, "path", "");
        return PersonalityFile.newBuilder()
                .setPath(path)
                .setContents(Base64Text.decoded(Values.textOr(file, "contents", ""))
                        .map(ByteString::copyFrom)
                        .orElseThrow(() -> HttpFault.of(400, "Personality content for " + path + " cannot be decoded")
                                .raise()))
                .build();
    }

    /**
     * As it was sent where that is Base64 with line breaks, for it is shown again; what Nova's decoder takes beyond that is
     * written anew, for the control plane takes no more.
     */
    private static String userData(String sent) {
        String digits = Base64Text.strict(sent).orElse(sent);
        return digits.equals(sent.replaceAll("\\s", "")) ? sent : digits;
    }

    private static void blockDevices(ServerSpec.Builder spec, JsonNode server) {
        if (server.has("block_device_mapping") && server.has("block_device_mapping_v2")) {
            throw HttpFault.of(400, "Using different block_device_mapping syntaxes is not allowed in the same request.")
                    .raise();
        }
        server.path("block_device_mapping").forEach(each -> spec.addBlockDevices(older(each)));
        server.path("block_device_mapping_v2").forEach(each -> spec.addBlockDevices(newer(each)));
        if (spec.getImageId().isEmpty() && spec.getBlockDevicesCount() == 0) {
            throw HttpFault.of(400, "Missing imageRef attribute").raise();
        }
    }

    /** The first form: always a volume, the first of them to boot from. */
    private static BlockDevice older(JsonNode device) {
        boolean snapshot = device.hasNonNull("snapshot_id");
        return common(device)
                .setSourceType(snapshot ? "snapshot" : "volume")
                .setDestinationType("volume")
                .setUuid(Values.textOr(device, snapshot ? "snapshot_id" : "volume_id", ""))
                .build();
    }

    private static BlockDevice newer(JsonNode device) {
        var found = common(device)
                .setSourceType(Values.textOr(device, "source_type", ""))
                .setDestinationType(Values.textOr(device, "destination_type", ""))
                .setUuid(Values.textOr(device, "uuid", ""))
                .setDeviceType(Values.textOr(device, "device_type", ""))
                .setDiskBus(Values.textOr(device, "disk_bus", ""))
                .setGuestFormat(Values.textOr(device, "guest_format", ""))
                .setTag(Values.textOr(device, "tag", ""))
                .setVolumeType(Values.textOr(device, "volume_type", ""));
        if (device.hasNonNull("boot_index")) {
            found.setBootIndex(Values.number(device.get("boot_index")));
        }
        return found.build();
    }

    private static BlockDevice.Builder common(JsonNode device) {
        return BlockDevice.newBuilder()
                .setVolumeSizeGb(Values.numberOr(device, "volume_size", 0))
                .setDeleteOnTermination(Values.truth(device, "delete_on_termination"))
                .setDeviceName(Values.textOr(device, "device_name", ""));
    }
}
