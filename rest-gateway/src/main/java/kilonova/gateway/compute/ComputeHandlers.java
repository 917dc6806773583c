package kilonova.gateway.compute;

import java.util.random.RandomGenerator;
import kilonova.gateway.compute.aggregate.AggregateEndpoints;
import kilonova.gateway.compute.extension.ExtensionEndpoints;
import kilonova.gateway.compute.flavor.FlavorEndpoints;
import kilonova.gateway.compute.host.HostEndpoints;
import kilonova.gateway.compute.image.ImageEndpoints;
import kilonova.gateway.compute.keypair.KeypairEndpoints;
import kilonova.gateway.compute.operation.InstanceActions;
import kilonova.gateway.compute.quota.QuotaEndpoints;
import kilonova.gateway.compute.server.ServerEndpoints;
import kilonova.gateway.compute.usage.UsageEndpoints;

/** Everything of the compute API that is served. */
final class ComputeHandlers {
    private ComputeHandlers() {}

    /** {@code random} makes passwords: it must not be guessable. */
    static Bindings all(RandomGenerator random) {
        var bindings = new Bindings();
        VersionEndpoints.bind(bindings);
        ExtensionEndpoints.bind(bindings);
        ServerEndpoints.bind(bindings, random);
        FlavorEndpoints.bind(bindings);
        KeypairEndpoints.bind(bindings);
        QuotaEndpoints.bind(bindings);
        HostEndpoints.bind(bindings);
        AggregateEndpoints.bind(bindings);
        InstanceActions.bind(bindings);
        UsageEndpoints.bind(bindings);
        ImageEndpoints.bind(bindings);
        return bindings;
    }
}
