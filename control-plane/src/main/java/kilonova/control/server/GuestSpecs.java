package kilonova.control.server;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kilonova.control.store.Json;
import kilonova.kernel.Vault;
import kilonova.node.v1.ConfigDrive;
import kilonova.node.v1.GuestImage;
import kilonova.node.v1.GuestInterface;
import kilonova.node.v1.GuestSpec;

/** What a host needs to know to make the guest of a server. Secrets are opened here and nowhere else. */
final class GuestSpecs {
    /** How long a guest gets to shut down by itself ([DEFAULT]shutdown_timeout). */
    private static final int SHUTDOWN_SECONDS = 60;

    private final Vault vault;

    GuestSpecs(Vault vault) {
        this.vault = vault;
    }

    GuestSpec of(Server server) {
        ServerFlavor flavor = server.flavor();
        ServerDetails details = server.details();
        var spec = GuestSpec.newBuilder()
                .setName("kilonova-" + server.id())
                .setVcpus(flavor.vcpus())
                .setMemoryMb(flavor.memoryMb())
                .setDiskGb(flavor.diskGb())
                .setEphemeralGb(flavor.ephemeralGb())
                .setSwapMb(flavor.swapMb())
                .setHostname(details.hostname())
                .setServerName(server.name())
                .setProjectId(server.project().value())
                .setUserId(server.user().value())
                .putAllExtraSpecs(flavor.extraSpecs())
                .setShutdownTimeoutSeconds(SHUTDOWN_SECONDS);
        if (!details.image().id().isEmpty()) {
            spec.setImage(image(details.image()));
        }
        for (Interface each : server.interfaces()) {
            spec.addInterfaces(GuestInterface.newBuilder()
                    .setPortId(each.portId())
                    .setMacAddress(each.macAddress())
                    .setNetworkId(each.networkId())
                    .addAllAddresses(each.addresses())
                    .setMtu(each.mtu()));
        }
        if (details.configDrive()) {
            spec.setConfigDrive(configDrive(server));
        }
        return spec.build();
    }

    private static GuestImage image(ServerDetails.ServerImage image) {
        return GuestImage.newBuilder()
                .setId(image.id())
                .setDiskFormat(image.diskFormat())
                .setSizeBytes(image.sizeBytes())
                .setHashAlgorithm(image.hashAlgorithm())
                .setHash(image.hash())
                .setMinDiskGb(image.minDiskGb())
                .putAllProperties(image.properties())
                .build();
    }

    /** The OpenStack tree of a config drive, at its newest version and as {@code latest}. */
    private ConfigDrive configDrive(Server server) {
        var drive = ConfigDrive.newBuilder();
        Injected injected = Injected.opened(vault, server).orElse(Injected.NOTHING);
        ByteString metaData = json(metaData(server, injected));
        for (String version : List.of("latest", "2018-08-27")) {
            String tree = "openstack/" + version + "/";
            drive.putFiles(tree + "meta_data.json", metaData);
            if (!injected.userData().isEmpty()) {
                drive.putFiles(
                        tree + "user_data",
                        ByteString.copyFrom(Base64.getMimeDecoder().decode(injected.userData())));
            }
        }
        for (int i = 0; i < injected.files().size(); i++) {
            drive.putFiles(
                    "openstack" + contentPath(i),
                    ByteString.copyFrom(injected.files().get(i).bytes()));
        }
        return drive.build();
    }

    /** Where the contents of a file lie, below the tree; the meta data say what becomes of them. */
    private static String contentPath(int index) {
        return "/content/%04d".formatted(index);
    }

    private static List<Map<String, String>> files(Injected injected) {
        var files = new ArrayList<Map<String, String>>();
        for (int i = 0; i < injected.files().size(); i++) {
            files.add(Map.of("path", injected.files().get(i).path(), "content_path", contentPath(i)));
        }
        return files;
    }

    private Map<String, Object> metaData(Server server, Injected injected) {
        ServerDetails details = server.details();
        var data = new LinkedHashMap<String, Object>();
        data.put("uuid", server.id().toString());
        data.put("name", server.name());
        data.put("hostname", details.hostname());
        data.put("launch_index", details.launchIndex());
        data.put("availability_zone", server.place().zone());
        data.put("project_id", server.project().value());
        data.put("meta", details.metadata());
        if (!injected.files().isEmpty()) {
            data.put("files", files(injected));
        }
        if (!details.publicKey().isEmpty()) {
            data.put("public_keys", Map.of(details.keyName(), details.publicKey()));
            data.put("keys", List.of(Map.of("name", details.keyName(), "type", "ssh", "data", details.publicKey())));
        }
        server.adminPassword()
                .ifPresent(box -> data.put("admin_pass", vault.open(server.id().toString(), box)));
        return data;
    }

    private static ByteString json(Object value) {
        return ByteString.copyFrom(Json.write(value), StandardCharsets.UTF_8);
    }
}
