package kilonova.control.assembly;

import java.nio.file.Path;
import kilonova.control.identity.embedded.Catalog;
import kilonova.control.identity.embedded.FirstPasswords;
import kilonova.control.policy.PolicyFile;
import kilonova.control.store.DatabaseSettings;
import kilonova.kernel.Listening;

/**
 * @param dataDir of this cloud: keys and images lie in it, the same for every replica
 * @param ownDir of this process: its name among the replicas lies in it
 * @param listening where gRPC is served
 * @param port of gRPC; 0 takes a free one
 * @param nodePort of gRPC for compute nodes on other machines; 0 takes a free one
 * @param machine the name of this machine, as operators see it
 * @param passwords of the first users, used once
 * @param catalog where clients find the services
 * @param policy the site's own rules; {@code site} its other settings
 */
public record ControlPlaneSettings(
        Path dataDir,
        Path ownDir,
        DatabaseSettings database,
        Listening listening,
        int port,
        int nodePort,
        String machine,
        FirstPasswords passwords,
        Catalog catalog,
        PolicyFile policy,
        SiteFile site) {}
