package kilonova.control.notification;

import kilonova.control.aggregate.AggregateNews;
import kilonova.control.flavor.FlavorNews;
import kilonova.control.host.Host;
import kilonova.control.host.ServiceNews;
import kilonova.control.keypair.Keypair;
import kilonova.control.keypair.KeypairNews;

/** What Nova's notifications say of everything but servers. */
final class Payloads {
    private Payloads() {}

    static NovaObject flavor(FlavorNews news) {
        var payload = new NovaObject("FlavorPayload", "1.4")
                .put("flavorid", news.id())
                .put("memory_mb", news.memoryMb())
                .put("vcpus", news.vcpus())
                .put("root_gb", news.diskGb())
                .put("ephemeral_gb", news.ephemeralGb())
                .put("name", news.name())
                .put("swap", news.swapMb())
                .put("vcpu_weight", 0)
                .put("disabled", news.disabled())
                .put("is_public", news.open())
                .map("extra_specs", news.extraSpecs())
                .list("projects", news.access())
                .text("description", news.description());
        payload.data().put("rxtx_factor", news.rxtxFactor());
        return payload;
    }

    static NovaObject keypair(KeypairNews news) {
        return keypair(news.user(), news.name(), news.fingerprint(), news.publicKey(), news.type());
    }

    static NovaObject keypair(Keypair keypair) {
        return keypair(
                keypair.user().value(),
                keypair.name(),
                keypair.fingerprint(),
                keypair.publicKey(),
                keypair.kind().word());
    }

    private static NovaObject keypair(String user, String name, String fingerprint, String publicKey, String type) {
        return new NovaObject("KeypairPayload", "1.0")
                .put("user_id", user)
                .put("name", name)
                .text("fingerprint", fingerprint)
                .text("public_key", publicKey)
                .put("type", type);
    }

    static NovaObject aggregate(AggregateNews news) {
        return new NovaObject("AggregatePayload", "1.1")
                .put("id", news.serial())
                .put("uuid", news.id())
                .put("name", news.name())
                .list("hosts", news.hosts())
                .map("metadata", news.metadata());
    }

    static NovaObject service(ServiceNews news, long at) {
        return new NovaObject("ServiceStatusPayload", "1.1")
                .put("host", news.host())
                .put("binary", "nova-compute")
                .put("topic", "compute")
                .put("report_count", 0)
                .put("disabled", news.disabled())
                .text("disabled_reason", news.disabledReason())
                .text("availability_zone", news.zone())
                .time("last_seen_up", at)
                .put("forced_down", news.forcedDown())
                .put("version", ServiceNews.VERSION)
                .put("uuid", Host.serviceId(news.id()));
    }
}
